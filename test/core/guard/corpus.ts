/**
 * The labelled commands below `corpus/`: one a line. `- ` stands before what must be refused, `+ ` before what must be let
 * through, `#` before headings. A line end inside a command is written `\n`, a tab `\t`, a backslash before an n `\\n`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GuardContext } from "../../../src/core/guard/index.ts";

export interface Labelled {
  readonly file: string;
  readonly line: number;
  readonly label: "deny" | "allow";
  readonly command: string;
}

const FOLDER = join(import.meta.dirname, "corpus");

export function corpus(): readonly Labelled[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .flatMap((file) => labelled(file, readFileSync(join(FOLDER, file), "utf8")));
}

export function labelled(file: string, text: string): readonly Labelled[] {
  return text.split("\n").flatMap((written, i) => {
    if (written === "" || written.startsWith("#")) return [];
    if (!/^[-+] ./.test(written)) throw new Error(`${file}:${i + 1} has no label: ${written}`);
    const label = written.startsWith("-") ? "deny" : "allow";
    return [{ file, line: i + 1, label, command: unescaped(written.slice(2)) }];
  });
}

const unescaped = (text: string): string =>
  text.replace(/\\(\\n|n|t)/g, (_, what: string) => (what === "n" ? "\n" : what === "t" ? "\t" : "\\n"));

/** An agent in its checkout, with nothing on disk but what `files` says. */
export function place(files: Readonly<Record<string, string>> = {}): GuardContext {
  return {
    cwd: "/home/dev/project",
    home: "/home/dev",
    read: (path) => files[path] ?? null,
    // As on a Linux machine, where these are links.
    realpath: (path) =>
      path.replace(/^\/dev\/fd(?=\/|$)/, "/proc/4711/fd").replace(/^\/s?bin(?=\/|$)/, "/usr/bin"),
  };
}
