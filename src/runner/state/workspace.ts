/**
 * One job's own directory below `<stateDir>/work`: checkout, private home and temporary directory, prompt,
 * outputs, recorded output. Labelled when made, and removed only when the label is there and the real path is
 * where it should be. Whenever the runner is killed, it leaves one that is labelled or one that is empty.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { AgentOrder } from "../../contract/runner.ts";
import { removeTree } from "./remove-tree.ts";

const LABEL = ".adf-job";

export interface Workspace {
  readonly dir: string;
  readonly marker: string;
  readonly checkout: string;
  readonly home: string;
  readonly tmp: string;
  readonly promptFile: string;
  readonly outputsFile: string;
  readonly recordFile: string;
  readonly indexFile: string;
}

const digest = (text: string, length: number) =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

/** Unique over all factories of a machine: two may both have a job 1 at epoch 1. */
export const markerOf = (stateDir: string, job: string, epoch: number): string =>
  `${job}-${epoch}.${digest(realpathSync(stateDir), 8)}`;

export async function createWorkspace(
  stateDir: string,
  offer: Pick<AgentOrder, "job" | "epoch" | "prompt">,
): Promise<Workspace> {
  const root = join(realpathSync(stateDir), "work");
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const marker = markerOf(stateDir, offer.job, offer.epoch);
  const name = /^[\w-]{1,60}$/.test(offer.job) ? offer.job : digest(offer.job, 24);
  const dir = join(root, `${name}-${offer.epoch}`);
  await removeWorkspace(stateDir, dir);
  const space: Workspace = {
    dir,
    marker,
    checkout: join(dir, "checkout"),
    home: join(dir, "home"),
    tmp: join(dir, "tmp"),
    promptFile: join(dir, "prompt.md"),
    outputsFile: join(dir, "out", "outputs.json"),
    recordFile: join(dir, "record.log"),
    indexFile: join(dir, "index"),
  };
  mkdirSync(dir, { mode: 0o700 });
  try {
    writeLabel(dir, marker);
    for (const part of [space.checkout, space.home, space.tmp, dirname(space.outputsFile)])
      mkdirSync(part, { mode: 0o700 });
    writeFileSync(space.promptFile, offer.prompt, { mode: 0o600 });
  } catch (cause) {
    // Most likely the disk is full: half a directory would only take more of it.
    await removeWorkspace(stateDir, dir);
    throw cause;
  }
  return space;
}

/** Puts back what an agent outside a sandbox can take from its own directory: the label, and the way to it. */
export function relabel(stateDir: string, dir: string, marker: string): void {
  if (!isInPlace(stateDir, dir) || labelOf(stateDir, dir) === marker) return;
  chmodSync(dir, 0o700);
  rmSync(join(dir, LABEL), { recursive: true, force: true });
  writeLabel(dir, marker);
}

const writeLabel = (dir: string, marker: string) =>
  writeFileSync(join(dir, LABEL), marker, { mode: 0o600, flag: "wx" });

/**
 * The marker of a labelled directory directly below `<stateDir>/work`; null for everything else. Empty when the runner was
 * killed while it wrote it: before it had started anything there.
 */
export function labelOf(stateDir: string, dir: string): string | null {
  try {
    if (!isInPlace(stateDir, dir)) return null;
    if (!lstatSync(join(dir, LABEL)).isFile()) return null;
    return readFileSync(join(dir, LABEL), "utf8");
  } catch {
    return null;
  }
}

/** False when something is there that the runner did not label; rejects when it did, and it cannot be removed. */
export async function removeWorkspace(stateDir: string, dir: string): Promise<boolean> {
  const marker = labelOf(stateDir, dir);
  if (marker === null) return removeEmpty(dir);
  chmodSync(dir, 0o700);
  // The label goes last: a removal that is cut short can be taken up again.
  for (const name of readdirSync(dir)) if (name !== LABEL) await removeTree(join(dir, name));
  rmSync(join(dir, LABEL), { force: true });
  try {
    rmdirSync(dir);
  } catch (cause) {
    // Somebody has written there meanwhile. Without its label nobody would ever take it away.
    relabel(stateDir, dir, marker);
    throw cause;
  }
  return true;
}

/**
 * A directory has no label for a moment after it was made, and for one before it is gone. It is empty then, so what a
 * runner that was killed at that moment has left can go, and nothing of anybody is lost with it.
 */
function removeEmpty(dir: string): boolean {
  try {
    rmdirSync(dir);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** A real directory directly below `<stateDir>/work`, and no link to one. */
export function isInPlace(stateDir: string, dir: string): boolean {
  try {
    const place = join(realpathSync(stateDir), "work", basename(dir));
    return lstatSync(dir).isDirectory() && realpathSync(dir) === place;
  } catch {
    return false;
  }
}
