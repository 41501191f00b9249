/**
 * A repository as a page: `.docs/summary.md`. Deterministic and without a model: the same listing gives the same bytes.
 * Names and titles come from others, so they are cut, kept to a line, and can neither address an agent nor hide text.
 */
import { cutAt, quiet } from "../comment/quiet.ts";
import { readCargo } from "./cargo.ts";
import { conventions } from "./conventions.ts";
import { languages } from "./languages.ts";
import { readNodePackages } from "./node-package.ts";
import { readGo, readPython, readTargets, readUsual } from "./other-tools.ts";
import { type Command, isForeign, type Listing, merge, type Reading } from "./reading.ts";

export const SUMMARY_PATH = ".docs/summary.md";
/** It stands in every prompt. */
export const SUMMARY_LIMIT = 12_000;

export interface RankedIssue {
  readonly number: number;
  readonly title: string;
  /** Why it stands where it does, or what it waits for. */
  readonly note: string;
}

export type Issues = { readonly ranked: readonly RankedIssue[] } | { readonly unknown: string };

export function summaryText(repo: string, listing: Listing, issues: Issues): string {
  const files = [...new Set(listing.files)]
    .filter((path) => !isForeign(path) && path !== SUMMARY_PATH)
    .sort();
  const seen = { files, texts: listing.texts };
  const reading = merge([
    readCargo(seen),
    readNodePackages(seen),
    readGo(seen),
    readPython(seen),
    readTargets(seen),
    readUsual(seen),
  ]);
  const sections = [
    `# ${line(repo)}\n\nMade by \`adf setup --init\` from the files of the repository; no model was asked. Edit it freely.`,
    section("Languages", languagesOf(files)),
    section("Layout", layoutOf(files)),
    section("Parts", partsOf(reading)),
    section("Build", commandsOf(reading.build)),
    section("Test", commandsOf(reading.test)),
    section("Before a change is done", commandsOf(reading.check)),
    section("Entry points", entriesOf(reading)),
    section("Conventions", conventionsOf(files)),
    section("Open issues by rank", issuesOf(issues)),
  ];
  return `${cutAt(sections.filter((one) => one !== "").join("\n\n"), SUMMARY_LIMIT)}\n`;
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}`;

const line = (text: string, max = 120): string =>
  quiet(text.replace(/[\s\p{Cc}]+/gu, " ").trim(), 1_000).slice(0, max);

/** Code in a line: no backtick of the text can end it. */
const code = (text: string): string => `\`${line(text).replaceAll("`", "'")}\``;

function shown<T>(all: readonly T[], max: number, write: (one: T) => string): string[] {
  const lines = all.slice(0, max).map(write);
  return all.length > max ? [...lines, `- … and ${all.length - max} more`] : lines;
}

function languagesOf(files: readonly string[]): string[] {
  const all = languages(files);
  if (all.length === 0) return ["No source files of a known language."];
  return shown(all, 8, ({ name, files: count }) => `- ${name}: ${count} ${count === 1 ? "file" : "files"}`);
}

/** Folders at the root with what is in them, and how many files lie beside them. */
function layoutOf(files: readonly string[]): string[] {
  const folders = new Map<string, { files: number; below: Set<string> }>();
  let loose = 0;
  for (const path of files) {
    const [top = "", ...rest] = path.split("/");
    if (rest.length === 0) loose++;
    else {
      const folder = folders.get(top) ?? { files: 0, below: new Set<string>() };
      folder.files++;
      if (rest.length > 1 && rest[0] !== undefined) folder.below.add(rest[0]);
      folders.set(top, folder);
    }
  }
  const lines = shown([...folders], 25, ([name, { files: count, below }]) => {
    const inside = [...below].slice(0, 12).map(code).join(", ");
    const more = below.size > 12 ? ", …" : "";
    return `- ${code(`${name}/`)}: ${count} ${count === 1 ? "file" : "files"}${inside === "" ? "" : `; in it ${inside}${more}`}`;
  });
  return loose === 0 ? lines : [...lines, `- at the root: ${loose} ${loose === 1 ? "file" : "files"}`];
}

const partsOf = ({ parts }: Reading): string[] =>
  shown(
    parts,
    40,
    ({ path, name, about }) => `- ${code(name)} in ${code(path)}${about === "" ? "" : `: ${line(about)}`}`,
  );

/** The commands at the root first; one that several files name is said once. */
function commandsOf(commands: readonly Command[]): string[] {
  const once = new Map<string, string>();
  for (const { run, from } of commands) if (!once.has(run)) once.set(run, from);
  const order = [...once].sort(([a], [b]) => Number(a.startsWith("cd ")) - Number(b.startsWith("cd ")));
  return shown(order, 12, ([run, from]) => `- ${code(run)} (${line(from)})`);
}

function entriesOf({ entries }: Reading): string[] {
  const once = new Map(entries.map((one) => [`${one.path} ${one.what}`, one]));
  return shown([...once.values()], 25, ({ path, what }) => `- ${code(path)}: ${line(what)}`);
}

const conventionsOf = (files: readonly string[]): string[] =>
  conventions(files).map(({ what, files: where }) => `- ${what}: ${where.map(code).join(", ")}`);

function issuesOf(issues: Issues): string[] {
  if ("unknown" in issues) return [`Not read: ${line(issues.unknown, 200)}`];
  if (issues.ranked.length === 0) return ["None is open."];
  return shown(
    issues.ranked,
    30,
    ({ number, title, note }) => `- #${number} ${line(title, 100)}${note === "" ? "" : ` (${line(note)})`}`,
  );
}
