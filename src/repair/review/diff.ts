/** What a pull request changes, as data: files with their added and removed lines. */
import type { Git } from "../checkout/git.ts";

export interface ChangedFile {
  readonly path: string;
  /** A added, M modified, D deleted, T type changed. */
  readonly status: string;
  readonly added: readonly { readonly line: number; readonly text: string }[];
  readonly removed: readonly string[];
  readonly symlink: boolean;
}

export async function readDiff(git: Git, from: string, to: string): Promise<ChangedFile[]> {
  const files: ChangedFile[] = [];
  for (const { status, path } of await git.changed(from, to)) {
    const patch = await git.ask([
      "diff",
      "--unified=0",
      "--no-renames",
      "--no-color",
      "--no-ext-diff",
      from,
      to,
      "--",
      path,
    ]);
    files.push({
      path,
      status,
      ...parsePatch(patch ?? ""),
      symlink: /^new (file )?mode 120000$/m.test(patch ?? ""),
    });
  }
  return files;
}

/** Reads the hunks of one file's patch without context. */
export function parsePatch(patch: string): Pick<ChangedFile, "added" | "removed"> {
  const added: { line: number; text: string }[] = [];
  const removed: string[] = [];
  let line = 0;
  let inHunk = false;
  for (const text of patch.split("\n")) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (hunk !== null) {
      inHunk = true;
      line = Number(hunk[1]);
      // Nothing added: the lines that closed the gap stand for the change.
      if (hunk[2] === "0") added.push({ line: Math.max(1, line), text: "" });
    } else if (inHunk && text.startsWith("+")) {
      added.push({ line, text: text.slice(1) });
      line += 1;
    } else if (inHunk && text.startsWith("-")) removed.push(text.slice(1));
  }
  return { added, removed };
}
