/** The owner's guard rules and exceptions: a project that is not there would leave them without effect, and nobody would know. */
import type { Finding } from "../complaint.ts";
import { textIn } from "../tree.ts";
import { type Names, namedIn } from "./names.ts";
import { noProject } from "./projects.ts";

export function guardFindings(tree: unknown, { projects }: Names): Finding[] {
  const known = projects.flatMap((one) => one.name ?? []);
  return ["guard_rules", "guard_exceptions"].flatMap((list) =>
    namedIn(tree, list).flatMap(({ table, index }) => {
      const project = textIn(table, "project");
      return project === undefined || known.length === 0 || known.includes(project)
        ? []
        : [noProject([list, index, "project"], project, known)];
    }),
  );
}
