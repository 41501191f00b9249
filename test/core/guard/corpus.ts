/**
 * The labelled commands below `corpus/`: one a line, `deny` or `allow`, a tab, the command. A line end inside a command is
 * written `\n`, a backslash before n `\\n`; lines that begin with `#` are headings.
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
    const at = written.indexOf("\t");
    const label = written.slice(0, at);
    if (label !== "deny" && label !== "allow") throw new Error(`${file}:${i + 1} has no label: ${written}`);
    return [{ file, line: i + 1, label, command: unescaped(written.slice(at + 1)) }];
  });
}

const unescaped = (text: string): string =>
  text.replace(/\\\\n|\\n/g, (found) => (found === "\\n" ? "\n" : "\\n"));

/** An agent in its checkout, with nothing on disk but what `files` says. */
export function place(files: Readonly<Record<string, string>> = {}): GuardContext {
  return {
    cwd: "/home/dev/project",
    home: "/home/dev",
    read: (path) => files[path] ?? null,
  };
}
