/**
 * `runner.toml`: the settings of a runner as a person writes them, with keys in snake case. Read here with every complaint
 * in its place, and written with every option explained: both from the one schema.
 */
import { parse, stringify, TomlError } from "smol-toml";
import * as z from "zod";
import { formatComplaint } from "../../core/config/format.ts";
import { locate } from "../../core/config/locate.ts";
import { Placer } from "../../core/config/place.ts";
import { schemaFindings } from "../../core/config/schema-findings.ts";
import { findSecrets } from "../../core/config/secrets.ts";
import { bare, expectation } from "../../core/config/shape.ts";
import { syntaxComplaint } from "../../core/config/syntax.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { type RunnerOptions, Settings } from "./options.ts";

/** Handed over by a service manager and never written down. */
const { identityDir: _, ...SHAPE } = Settings.shape;
type Key = keyof typeof SHAPE;
const KEYS = Object.keys(SHAPE) as Key[];

const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const File = z.strictObject(Object.fromEntries(KEYS.map((key) => [snake(key), SHAPE[key]])));

/** The options, or every complaint with its line and a caret, as `adf check` prints them. */
export function readRunnerToml(file: string, text: string): Result<RunnerOptions, string> {
  let tree: Record<string, unknown>;
  try {
    tree = parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    return err(formatComplaint(file, syntaxComplaint(text, cause)));
  }
  const secrets = findSecrets(tree);
  const issues = File.safeParse(tree).error?.issues ?? [];
  const findings = [...secrets, ...schemaFindings(tree, issues, File)];
  if (findings.length > 0) {
    const complaints = new Placer(text, locate(text), new Map(), secrets).place(findings);
    return err(complaints.map((one) => formatComplaint(file, one)).join("\n\n"));
  }
  const options = KEYS.flatMap((key) => {
    const value = tree[snake(key)];
    return value === undefined ? [] : [[key, value] as const];
  });
  return ok(Object.fromEntries(options) as RunnerOptions);
}

const HEAD = `# The runner of this machine. Every option is here; one behind a # has the value that it has anyway.
# No secrets: keys of providers stand in the runner's environment. Checked at the start, all complaints at once.
`;

/** The file for these options: what is given stands in it, everything else is shown with its default. */
export function writeRunnerToml(options: Partial<RunnerOptions>): string {
  const tables = KEYS.filter((key) => bare(SHAPE[key]) instanceof z.ZodRecord);
  const plain = KEYS.filter((key) => !tables.includes(key));
  return [
    HEAD,
    ...plain.map((key) => lineOf(key, options[key])),
    ...tables.map((key) => tableOf(key, options[key])),
  ].join("\n");
}

function lineOf(key: Key, given: unknown): string {
  const about = `${comment(SHAPE[key].description ?? "")}${comment(`Takes ${expectation(SHAPE[key])}.`)}`;
  if (given !== undefined) return `${about}${stringify({ [snake(key)]: given })}`;
  const usual = defaultOf(key);
  return `${about}# ${usual === undefined ? `${snake(key)} = …\n` : stringify({ [snake(key)]: usual })}`;
}

const EXAMPLES: Partial<Record<Key, string>> = {
  agents: '# [agents.claude]\n# cli = "claude"\n',
  references: '# [references]\n# tides = "/srv/clones/tides"\n',
};

function tableOf(key: Key, given: unknown): string {
  const about = comment(SHAPE[key].description ?? "");
  const empty = given === undefined || Object.keys(given as object).length === 0;
  return `${about}${empty ? EXAMPLES[key] : stringify({ [snake(key)]: given })}`;
}

const WIDTH = 118;

function comment(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => `# ${line}\n`).join("");
}

/** Of the state folder there is none to be written: it depends on who starts the runner. */
function defaultOf(key: Key): unknown {
  if (key === "stateDir") return undefined;
  let at: unknown = SHAPE[key];
  while (at instanceof z.ZodPipe) at = at.def.in;
  return at instanceof z.ZodDefault ? at.def.defaultValue : undefined;
}
