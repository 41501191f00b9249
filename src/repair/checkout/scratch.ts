/** A copy of the working tree where wrong candidates may do their damage; removed at the end. */
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

export interface Scratch {
  readonly root: string;
  remove(): void;
}

const live = new Set<string>();

export function emptyScratch(): Scratch {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "adf-repair-")));
  live.add(root);
  return { root, remove: () => remove(root) };
}

function remove(root: string): void {
  live.delete(root);
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}

/** For the end of this process, however it comes. */
export function removeAll(): void {
  for (const root of live) remove(root);
}

export function copyOf(checkout: string): Scratch {
  const scratch = emptyScratch();
  const left = new Set([".git", "node_modules"]);
  cpSync(checkout, scratch.root, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path === checkout || !left.has(basename(path)),
  });
  linkPackages(checkout, scratch);
  return scratch;
}

export function linkPackages(checkout: string, scratch: Scratch): void {
  const packages = join(checkout, "node_modules");
  if (existsSync(packages)) symlinkSync(packages, join(scratch.root, "node_modules"));
}
