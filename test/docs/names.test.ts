import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { COMMANDS } from "../../src/cli/commands.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { EXIT_CODES } from "../../src/runner/exit-reason.ts";
import {
  examples,
  filesBelow,
  firstCells,
  inlineCode,
  isThere,
  localLinks,
  PAGES,
  type Page,
  page,
  ROOT,
  read,
  section,
} from "./pages.ts";

const program = new Command("adf");
for (const entry of COMMANDS) (await entry.load()).register(program);
const scripts = Object.keys(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read("package.json"))).scripts,
);

/** The commands at the ends of the tree, as a person types them. */
function leaves(command: Command, name: string): string[] {
  return command.commands.length === 0
    ? [name]
    : command.commands.flatMap((c) => leaves(c, `${name} ${c.name()}`));
}

/** Lines that call a command, wherever they stand, with continued lines joined. */
function calls(p: Page): string[] {
  const shell = examples(p)
    .filter((e) => e.language === "sh")
    .flatMap((e) => e.text.replaceAll("\\\n", " ").split("\n"));
  return [...shell, ...inlineCode(p)].map((line) => line.split(" #")[0]?.trim() ?? "");
}

/** `npm start -- x` and `npm run -s adf -- x` are `adf …`; null for every other line. */
function adfCall(line: string): string[] | null {
  const found =
    /^(?:ADF_ADMIN_TOKEN=\S+ )?(?:npm (start)(?: -- (.*))?|npm run -s adf -- (.*)|adf (.*))$/.exec(line);
  if (found === null) return null;
  const [, start, rest, run, bare] = found;
  const words = (rest ?? run ?? bare ?? "").split(" ").filter((w) => w !== "");
  return start === undefined ? words : ["start", ...words];
}

function complaint(words: readonly string[]): string | null {
  let command = program;
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((c) => c.name() === word);
    if (next === undefined) break;
    command = next;
    depth += 1;
  }
  if (command === program) return words[0]?.startsWith("<") ? null : `no command "${words[0]}"`;
  if (command.commands.length > 0 && words.length > depth)
    return `no command "${words.slice(0, depth + 1).join(" ")}"`;
  const known = new Set(["--help", ...command.options.map((o) => o.long)]);
  const wrong = words.filter((w) => w.startsWith("--")).find((w) => !known.has(w));
  return wrong === undefined ? null : `${command.name()} has no option ${wrong}`;
}

describe.each(PAGES.map((p) => ({ path: p.path, p })))("what $path names exists", ({ p }) => {
  it("links to files that are there", () => {
    expect(localLinks(p).filter((to) => !isThere(p, to))).toEqual([]);
  });

  it("names paths that are there", () => {
    const paths = inlineCode(p).filter((c) => /^(?:\.ci|src|test|docs|routing_scenarios)\/[\w./-]+$/.test(c));
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("calls commands and options that `adf` has", () => {
    const wrong = calls(p).flatMap((line) => {
      const words = adfCall(line);
      const why = words === null ? null : complaint(words);
      return why === null ? [] : [`${line}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });

  it("calls scripts that package.json has", () => {
    const run = calls(p).flatMap((line) =>
      [...line.matchAll(/npm run (?:-s )?([\w:]+)/g)].map((m) => m[1] ?? ""),
    );
    expect(run.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

describe("the README's tables", () => {
  it("list every command, and nothing else", () => {
    const listed = firstCells(page("README.md"), "Commands")
      .filter((cell) => cell.startsWith("`adf "))
      .map((cell) => cell.replaceAll("`", ""));
    expect(listed.sort()).toEqual(leaves(program, "adf").sort());
  });

  it("explain every exit status", () => {
    const listed = firstCells(page("README.md"), "Commands").filter((c) => /^\d+$/.test(c));
    const all = new Set([...Object.values(EXIT), ...Object.values(EXIT_CODES)]);
    expect(listed.map(Number)).toEqual([...all].sort((a, b) => a - b));
  });
});

it("the life of a mention names functions that are there", () => {
  const sources = filesBelow("src", ".ts").map(read).join("\n");
  const life = section(page("src/README.md"), "The life of a mention, with the names of the functions");
  const names = [...life.matchAll(/`(?:\w+\.)?([a-z]\w+)`/g)].map((m) => m[1] ?? "");
  const there = (name: string) =>
    new RegExp(`(?:function|const|async) ${name}\\b|^ {2}${name}\\(`, "m").test(sources);
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !there(name))).toEqual([]);
});
