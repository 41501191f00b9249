/**
 * The parent's side of the child: feeds it candidates, listens, and restarts it behind a candidate that hung,
 * exited or took the process down. A candidate's verdict is how many of its tests passed and failed.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { environmentIn } from "../checkout/scratch.ts";
import { childEnvironment, killGroup, watchGroup } from "../process.ts";
import {
  type Candidate,
  type Edit,
  type Finished,
  type Job,
  type Line,
  type Ranges,
  TURN_LIMITS,
  type TurnLimits,
} from "./wire.ts";

export interface Judged {
  readonly id: number;
  readonly passed: number;
  readonly failed: number;
  /** It never finished: it hung, or took the process down. */
  readonly broken: boolean;
  /** Turns that its loops took. */
  readonly turns: number;
}

export interface Spectrum {
  readonly test: string;
  /** The test file that it stands in. */
  readonly from: string;
  readonly passed: boolean;
  readonly files: Ranges;
}

const CHILD = fileURLToPath(new URL("./child.mjs", import.meta.url));
const REPORTER = fileURLToPath(new URL("./finished-reporter.mjs", import.meta.url));
const BATCH = 60;

export interface Limits {
  /** Without a finished test for this long, a candidate counts as hanging. */
  quietMs: number;
  turns: TurnLimits;
}

export interface BatchOptions {
  readonly root: string;
  readonly files: readonly string[];
  readonly counters: readonly Edit[];
  /** Asked anew for each batch: the first candidates teach what is usual. */
  readonly limits: Limits;
  /** Answer false to stop: nothing more is judged. */
  readonly onJudged: (judged: Judged) => boolean;
}

export async function judgeAll(candidates: readonly Candidate[], options: BatchOptions): Promise<void> {
  let next = 0;
  while (next < candidates.length) {
    const batch = candidates.slice(next, next + BATCH);
    const done = await runBatch(batch, options);
    if (done.stopped) return;
    next += done.judged;
    const stuck = batch[done.judged];
    if (stuck === undefined) continue;
    next += 1;
    if (!options.onJudged({ id: stuck.id, passed: 0, failed: 0, broken: true, turns: 0 })) return;
  }
}

function runBatch(
  batch: readonly Candidate[],
  options: BatchOptions,
): Promise<{ judged: number; stopped: boolean }> {
  let judged = 0;
  let stopped = false;
  let passed = 0;
  let failed = 0;
  let turns = 0;
  const { root, files, counters, limits } = options;
  const job: Job = { root, files, candidates: batch, coverage: false, counters, turns: limits.turns };
  return runChild(
    job,
    () => limits.quietMs,
    (line) => {
      if (line.kind === "turns") turns = line.count;
      if (line.kind !== "finished" || stopped) return !stopped;
      if (line.nesting > 0) {
        if (!line.suite && line.passed) passed += 1;
        else if (!line.suite) failed += 1;
        return true;
      }
      const candidate = batch[judged];
      if (candidate === undefined || line.name !== `adf:${candidate.id}`) return true;
      judged += 1;
      // A suite can fail with all its tests green: a hook that threw. Then the suite is what failed.
      if (!line.passed && failed === 0) failed = 1;
      stopped = !options.onJudged({ id: candidate.id, passed, failed, broken: false, turns });
      passed = 0;
      failed = 0;
      return !stopped;
    },
  ).then(() => ({ judged, stopped }));
}

/** What each test of the files ran, and what merely loading them ran. */
export async function takeSpectra(
  root: string,
  files: readonly string[],
  quietMs: number,
): Promise<{ spectra: Spectrum[]; loaded: Ranges }> {
  const spectra: Spectrum[] = [];
  let loaded: Ranges = {};
  const job: Job = {
    root,
    files,
    candidates: [{ id: 0, edits: [] }],
    coverage: true,
    counters: [],
    turns: TURN_LIMITS,
  };
  await runChild(
    job,
    () => quietMs,
    (line) => {
      if (line.kind === "spectrum") spectra.push(line);
      else if (line.kind === "loaded") loaded = line.files;
      return true;
    },
  );
  return { spectra, loaded };
}

function runChild(
  job: Job,
  quietMs: () => number,
  onLine: (line: Line | Finished) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`--test-reporter=${REPORTER}`, CHILD], {
      cwd: job.root,
      env: childEnvironment({ NODE_NO_WARNINGS: "1", ...environmentIn(job.root) }),
      detached: true,
      stdio: ["pipe", "ignore", "ignore", "pipe"],
    });
    watchGroup(child.pid);
    const stop = () => killGroup(child.pid);
    // The first line waits for the process to start, which on a loaded machine is the slowest part.
    let timer = setTimeout(stop, quietMs() + 5_000);
    let rest = "";
    const results = child.stdio[3] as NodeJS.ReadableStream;
    results.setEncoding("utf8");
    results.on("data", (chunk: string) => {
      clearTimeout(timer);
      // What is left to read after the end needs no watch.
      if (child.exitCode === null && child.signalCode === null) timer = setTimeout(stop, quietMs());
      rest += chunk;
      for (let at = rest.indexOf("\n"); at >= 0; at = rest.indexOf("\n")) {
        const text = rest.slice(0, at);
        rest = rest.slice(at + 1);
        if (!onLine(JSON.parse(text) as Line | Finished)) stop();
      }
    });
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    child.on("error", end);
    child.on("exit", () => {
      killGroup(child.pid);
      clearTimeout(timer);
      timer = setTimeout(end, 300);
    });
    child.on("close", end);
    child.stdin?.on("error", () => {});
    child.stdin?.end(JSON.stringify(job));
  });
}
