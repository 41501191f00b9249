/** The schema's complaints as findings: each says what is there, what was expected and what was probably meant. */
import * as z from "zod";
import type { Finding } from "./complaint.ts";
import { type Path, pathKey } from "./locate.ts";
import { nearest } from "./nearest.ts";
import { rightSpelling } from "./predecessor/spelling.ts";
import { expectation, homesOf, keysAt, schemaAt } from "./shape.ts";
import { suggest } from "./suggest.ts";
import { isTable, quote, read, tableName, textIn } from "./tree.ts";

type Issue = z.core.$ZodIssue;

/** `root`: the schema that was not met, where it is not the one of `orchestrator.toml`. */
export function schemaFindings(tree: unknown, issues: readonly Issue[], root?: unknown): Finding[] {
  const found = issues.flatMap((issue): SchemaFinding[] => {
    const path = issue.path.filter((part) => typeof part !== "symbol");
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(tree, path, key, root));
    const value = read(tree, path);
    return [value === undefined ? missing(tree, path, root) : wrong(path, value, issue, root)];
  });
  // A key that is missing because it is misspelt is one mistake.
  const meant = new Set(
    found.flatMap((one) => (one.nearest ? [pathKey([...one.path.slice(0, -1), one.nearest])] : [])),
  );
  return found.filter((one) => one.code !== "missing" || !meant.has(pathKey([...one.path, one.key ?? ""])));
}

/** A finding that knows which key it misses. */
type SchemaFinding = Finding & { readonly key?: string };

function unknownKey(tree: unknown, table: Path, key: string, root: unknown): Finding {
  const path = [...table, key];
  const known = keysAt(table, root);
  const near = nearest(key, known);
  const section = table.length === 0 && isTable(read(tree, path));
  const message = section
    ? `there is no section [${key}]`
    : `unknown key "${key}" ${table.length === 0 ? "outside of any section" : `in ${tableName(tree, table)}`}`;
  const found = { code: "unknown_key", path, aim: "key", message } as const;
  const right = rightSpelling(key);
  if (right !== null) return { ...found, help: right };
  if (near !== null) return { ...found, nearest: near };
  const homes = homesOf(key, root);
  if (homes.length > 0) return { ...found, help: `"${key}" belongs below ${homes.join(" or ")}` };
  return { ...found, expected: known.length === 1 ? `only ${known[0]}` : `one of ${known.join(", ")}` };
}

/** What to write where something must be, by its path without indexes. */
const EXAMPLES: Readonly<Record<string, string>> = {
  url: 'url = "https://adf.example.workers.dev"',
  gitea: '[gitea]\nurl = "https://git.example"\ntrusted = ["your-login"]',
  projects: '[[projects]]\nname = "tides"\nrepo = "owner/tides"',
  agents: '[[agents]]\nname = "developer"\nrole = "developer"',
  "gitea.url": 'url = "https://git.example"',
  "gitea.trusted": 'trusted = ["your-login"]',
  "projects.name": 'name = "tides"',
  "projects.repo": 'repo = "owner/tides"',
  "agents.name": 'name = "developer"',
  "providers.id": 'id = "anthropic"',
  "runners.name": 'name = "workshop"',
};

function missing(tree: unknown, path: Path, root: unknown): SchemaFinding {
  const table = path.slice(0, -1);
  const key = String(path.at(-1));
  const example = EXAMPLES[path.filter((part) => typeof part === "string").join(".")];
  const role =
    path[0] === "agents" && key === "role" ? `role = "${likelyRole(read(tree, table))}"` : undefined;
  const schema = schemaAt(path, root);
  const lone =
    schema instanceof z.ZodObject || schema instanceof z.ZodArray ? `section [${key}]` : `"${key}"`;
  const many = key === "projects" || key === "agents" ? `[[${key}]]` : lone;
  return {
    code: "missing",
    key,
    path: table,
    aim: "key",
    message: table.length === 0 ? `there is no ${many}` : `${tableName(tree, table)} has no "${key}"`,
    expected: table.length === 0 ? "" : expectation(schema),
    help: `add      ${(role ?? example ?? `${key} = …`).replaceAll("\n", "\n         ")}`,
  };
}

/** Names say it mostly; the person still decides. */
function likelyRole(agent: unknown): string {
  const name = isTable(agent) ? (textIn(agent, "name") ?? "") : "";
  if (/review|secur|complian|audit/i.test(name)) return "reviewer";
  if (/qa|test|qualit|verif/i.test(name)) return "qa";
  return /coord|plan|meta/i.test(name) ? "coordinator" : "developer";
}

function wrong(path: Path, value: unknown, issue: Issue, root: unknown): Finding {
  const schema = schemaAt(path, root);
  const key = String(path.findLast((part) => typeof part === "string") ?? "");
  const words = expectation(schema);
  const form = issue.code === "invalid_format" && ["regex", "starts_with"].includes(issue.format);
  const ours = (form && words.startsWith("text")) || issue.code === "custom";
  const expected = ours ? issue.message : words;
  const found = { code: issue.code === "invalid_type" ? "type" : "value", path, expected } as const;
  if (Array.isArray(value) && isTable(value[0]) && expected === "a table")
    return {
      ...found,
      aim: "key",
      message: `[[${key}]] is written more than once`,
      expected: `one [${key}], in single brackets`,
    };
  if (isTable(value) && words.startsWith("tables"))
    return {
      ...found,
      aim: "key",
      message: `[${key}] is a list of tables`,
      expected: `[[${key}]], in double brackets`,
    };
  return {
    ...found,
    message: sizeWords(typeof path.at(-1) === "number" ? `an entry of "${key}"` : `"${key}"`, value, issue),
    nearest: suggest(schema, key, value),
  };
}

function sizeWords(name: string, value: unknown, issue: Issue): string {
  const small = issue.code === "too_small";
  if (Array.isArray(value) && (small || issue.code === "too_big"))
    return value.length === 0
      ? `${name} is empty`
      : `${name} has ${value.length} entries; ${small ? "at least" : "at most"} ${small ? issue.minimum : "maximum" in issue ? issue.maximum : ""} are allowed`;
  if (typeof value === "string" && value === "") return `${name} is empty`;
  if (typeof value === "string" && issue.code === "too_big")
    return `${name} has ${value.length} characters: ${quote(value)}`;
  if (typeof value === "string" && issue.code === "invalid_type")
    return `${name} is the text ${quote(value)}`;
  return `${name} is ${quote(value)}`;
}
