/**
 * One bare mirror per project below `<stateDir>/mirrors`: the only repository in which the runner itself runs
 * git. Job checkouts borrow its objects, so nothing here is ever pruned while jobs run.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JobOffer } from "../../contract/runner.ts";
import { sleep } from "../clock/sleep.ts";
import { type GitAnswer, git, gitText } from "./git.ts";
import { createMutex } from "./mutex.ts";
import { dropSeed, isForeign, seedMirror } from "./reference.ts";
import { type GitRemote, problemOf, type RemoteProblem } from "./remote.ts";

/** A clone on this machine that a new mirror begins from, and who is told how that went. */
export interface Reference {
  readonly clone: string;
  readonly taken: (branches: number) => void;
  readonly unused: (why: string) => void;
}

export interface Mirror {
  readonly dir: string;
  readonly reference: Reference | null;
  /** Keeps two jobs of one repository from changing the mirror at the same moment. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** A job borrows its objects until the returned function is called. */
  hold(): () => void;
  /** It turned out damaged: it is made anew for the next job that has it to itself. */
  distrust(): void;
}

const mutex = createMutex();
const holders = new Map<string, number>();
const distrusted = new Set<string>();

export function mirrorFor(
  stateDir: string,
  workerUrl: string,
  offer: JobOffer,
  reference: Reference | null = null,
): Mirror {
  const name = createHash("sha256").update(`${workerUrl} ${offer.project}`).digest("hex").slice(0, 12);
  const dir = join(stateDir, "mirrors", `${offer.project}-${name}.git`);
  const count = (step: number) => {
    holders.set(dir, (holders.get(dir) ?? 0) + step);
    noteUse(dir);
  };
  return {
    dir,
    reference,
    run: (work) => mutex.run(dir, work),
    distrust: () => void distrusted.add(dir),
    hold() {
      count(1);
      return () => void count(-1);
    },
  };
}

export type Fetched =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: RemoteProblem; readonly detail: string };

/** Brings all branches up to date. Tries again while the gate is unreachable, as long as the job is wanted. */
export async function updateMirror(mirror: Mirror, remote: GitRemote, signal: AbortSignal): Promise<Fetched> {
  if (mirror.reference !== null && isWanting(mirror.dir)) {
    const made = await makeFromClone(mirror.dir, mirror.reference, remote, signal);
    if (made !== null) return made;
  }
  return repeat(signal, async () => {
    if (isWanting(mirror.dir)) await makeEmpty(mirror.dir);
    return fetchBranches(mirror.dir, remote, signal);
  });
}

const fetchBranches = (dir: string, remote: GitRemote, signal: AbortSignal): Promise<GitAnswer> =>
  git(
    [
      "fetch",
      "--quiet",
      "--prune",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      remote.url,
      "+refs/heads/*:refs/heads/*",
    ],
    { cwd: dir, config: remote.config, signal, timeoutMs: 600_000 },
  );

/** Ends the name of one that is not whole yet; what a runner that was killed has left of it is of no use to anybody. */
export const UNFINISHED = ".new";

/** Made beside its place and moved there when it is whole, so that nothing of a wrong clone is ever lent to a job. */
async function makeFromClone(
  dir: string,
  { clone, taken, unused }: Reference,
  remote: GitRemote,
  signal: AbortSignal,
): Promise<Fetched | null> {
  const beside = `${dir}${UNFINISHED}`;
  try {
    await makeEmpty(beside);
    const seeded = await seedMirror(beside, clone, signal);
    if (!seeded.ok) {
      unused(seeded.error);
      return null;
    }
    const fetched = await repeat(signal, () => fetchBranches(beside, remote, signal));
    if (!fetched.ok) return fetched;
    if (await isForeign(beside)) {
      unused(`${clone} has another history than the forge's: it is a clone of something else`);
      return null;
    }
    await dropSeed(beside);
    rmSync(dir, { recursive: true, force: true });
    renameSync(beside, dir);
    distrusted.delete(dir);
    taken(seeded.value);
    return fetched;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** A commit that is on no branch, such as the head of a pull request from a fork. */
export async function fetchCommit(
  mirror: Mirror,
  remote: GitRemote,
  sha: string,
  pull: number | null,
  signal: AbortSignal,
): Promise<boolean> {
  const sources = pull === null ? [sha] : [sha, `refs/pull/${pull}/head`];
  return fetchFrom(mirror, remote, sources, sha, signal);
}

/** A commit that stands on a ref of its own; false when it stands there no more. */
export const fetchRef = (
  mirror: Mirror,
  remote: GitRemote,
  ref: string,
  sha: string,
  signal: AbortSignal,
): Promise<boolean> => fetchFrom(mirror, remote, [ref], sha, signal);

async function fetchFrom(
  mirror: Mirror,
  remote: GitRemote,
  sources: readonly string[],
  sha: string,
  signal: AbortSignal,
): Promise<boolean> {
  const call = { cwd: mirror.dir, config: remote.config, signal };
  const has = async () =>
    (await git(["cat-file", "-e", `${sha}^{commit}`], { cwd: mirror.dir, signal })).code === 0;
  if (await has()) return true;
  for (const source of sources) {
    await git(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote.url, source], call);
    if (await has()) return true;
  }
  return false;
}

/** Four tries in all: the lease is extended meanwhile, but a gate that is down should not hold a slot for ever. */
export async function repeat(signal: AbortSignal, attempt: () => Promise<GitAnswer>): Promise<Fetched> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt();
    if (answer.code === 0) return { ok: true };
    const problem = problemOf(answer);
    const detail = answer.stderr.trim().slice(-600);
    if (problem !== "unreachable" || tries === 4 || signal.aborted) return { ok: false, problem, detail };
    await sleep(250 * 3 ** (tries - 1) * (0.8 + 0.4 * Math.random()), signal);
  }
}

/** Within a mirror: that it is the runner's own, and when it was used last. */
const LABEL = "adf-mirror";

function noteUse(dir: string): void {
  if (!existsSync(join(dir, "HEAD"))) return;
  try {
    writeFileSync(join(dir, LABEL), "A mirror of the adf runner; the time of this file is its last use.\n");
  } catch {
    // On a full disk it keeps the time it had: at worst it is fetched again some day.
  }
}

export const isMirror = (dir: string): boolean => existsSync(join(dir, LABEL));
/** Milliseconds since 1970. */
export const lastUsed = (dir: string): number => statSync(join(dir, LABEL)).mtimeMs;
/** A job borrows its objects at this moment. */
export const isHeld = (dir: string): boolean => (holders.get(dir) ?? 0) > 0;

/** It is there and nobody found it damaged. */
export const isUsable = ({ dir }: Mirror): boolean => existsSync(join(dir, "HEAD")) && !distrusted.has(dir);

/** There is none, or a damaged one that this job has to itself. */
function isWanting(dir: string): boolean {
  // HEAD is the last thing `git init` needs; a directory without it is what a crash left.
  if (!existsSync(join(dir, "HEAD"))) return true;
  return distrusted.has(dir) && (holders.get(dir) ?? 0) <= 1;
}

async function makeEmpty(dir: string): Promise<void> {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await gitText(["init", "--quiet", "--bare", "--template=", dir], { cwd: dir });
  distrusted.delete(dir);
}
