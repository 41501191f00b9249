/**
 * One job's own directory below `<stateDir>/work`: checkout, private home and temporary directory, prompt,
 * outputs, recorded output. Labelled when made, and removed only when the label is there and the real path is
 * where it should be.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { AgentOrder } from "../../contract/runner.ts";

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

export function createWorkspace(stateDir: string, offer: AgentOrder): Workspace {
  const root = join(realpathSync(stateDir), "work");
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const marker = markerOf(stateDir, offer.job, offer.epoch);
  const name = /^[\w-]{1,60}$/.test(offer.job) ? offer.job : digest(offer.job, 24);
  const dir = join(root, `${name}-${offer.epoch}`);
  removeWorkspace(stateDir, dir);
  mkdirSync(dir, { mode: 0o700 });
  writeFileSync(join(dir, LABEL), marker, { mode: 0o600 });
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
  for (const part of [space.checkout, space.home, space.tmp, dirname(space.outputsFile)])
    mkdirSync(part, { mode: 0o700 });
  writeFileSync(space.promptFile, offer.prompt, { mode: 0o600 });
  return space;
}

/** The marker of a labelled directory directly below `<stateDir>/work`; null for everything else. */
export function labelOf(stateDir: string, dir: string): string | null {
  try {
    if (!lstatSync(dir).isDirectory()) return null;
    if (realpathSync(dir) !== join(realpathSync(stateDir), "work", basename(dir))) return null;
    if (!lstatSync(join(dir, LABEL)).isFile()) return null;
    return readFileSync(join(dir, LABEL), "utf8");
  } catch {
    return null;
  }
}

/** False when something is there that the runner did not label, or that could not be removed. */
export function removeWorkspace(stateDir: string, dir: string): boolean {
  if (labelOf(stateDir, dir) === null) return !exists(dir);
  // The label goes last: a removal that is cut short can be taken up again.
  for (const name of readdirSync(dir)) if (name !== LABEL) removeTree(join(dir, name));
  removeTree(dir);
  return !exists(dir);
}

/** An agent can take the permissions of its own directories away; the runner gives them back and tries again. */
function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    unlockTree(path);
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

function unlockTree(path: string): void {
  if (!lstatSync(path).isDirectory()) return;
  chmodSync(path, 0o700);
  for (const name of readdirSync(path)) unlockTree(join(path, name));
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
