/** Prompt templates in the configuration: the same strictness as in the files that come with adf. */
import { Role } from "../../../contract/job.ts";
import { parseTemplate } from "../../prompt/template.ts";
import { VOCABULARIES } from "../../prompt/vocabulary.ts";
import type { Finding } from "../complaint.ts";
import type { Path } from "../locate.ts";
import { read } from "../tree.ts";
import type { Names } from "./names.ts";

export function promptFindings(tree: unknown, { agents }: Names): Finding[] {
  return [
    ...Role.options.flatMap((role) => flaws(tree, ["prompt", "templates", role], role)),
    ...agents.flatMap(({ index, role }) => {
      const known = Role.safeParse(role);
      return known.success ? flaws(tree, ["agents", index, "prompt"], known.data) : [];
    }),
  ];
}

function flaws(tree: unknown, path: Path, role: Role): Finding[] {
  const text = read(tree, path);
  if (typeof text !== "string" || text === "") return [];
  return parseTemplate(text, VOCABULARIES[role]).flaws.map((flaw) => ({
    code: "template",
    path,
    message: flaw.message,
    expected: flaw.expected,
    nearest: flaw.nearest,
    ...(flaw.tag === null ? { aim: "key" as const } : { tag: { nth: flaw.tag, length: flaw.length } }),
  }));
}
