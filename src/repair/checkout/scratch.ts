/**
 * A copy of the working tree where wrong candidates may do their damage; removed at the end, whatever the end
 * is. Beside the copy lies the folder that candidates get as their home and for temporary files.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { discharge, dismiss, entrust } from "../caretaker.ts";

export interface Scratch {
  readonly root: string;
  remove(): void;
}

const live = new Set<string>();

export function emptyScratch(): Scratch {
  if (live.size === 0) removeOrphans(tmpdir());
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `adf-repair-${process.pid}-`)));
  live.add(folder);
  entrust(`folder:${folder}`);
  const root = join(folder, "tree");
  mkdirSync(root);
  mkdirSync(join(folder, "home"));
  return { root, remove: () => remove(folder) };
}

/** What runs in a copy finds its home and its temporary files beside it, and not where the user has theirs. */
export function environmentIn(root: string): NodeJS.ProcessEnv {
  if (!live.has(dirname(root))) return {};
  const home = join(dirname(root), "home");
  return { HOME: home, TMPDIR: home };
}

function remove(folder: string): void {
  live.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  discharge(`folder:${folder}`);
  dismiss();
}

/** For the end of this process, however it comes. */
export function removeAll(): void {
  for (const folder of live) remove(folder);
}

/** Copies whose maker is gone, and that nobody removed: the whole machine went down, say. */
export function removeOrphans(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^adf-repair-(\d+)-\w+$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
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
