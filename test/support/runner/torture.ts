/**
 * Real runner processes on a number of jobs, each killed without warning again and again: after a while, or at the very
 * moment of a call, with its answer given or lost. Every choice comes from the seed.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { registerRunner } from "../../../src/runner/register.ts";
import { killProcesses } from "../../../src/runner/spawn/kill.ts";
import { findJobProcesses } from "../../../src/runner/state/process.ts";
import { child, makeOffer } from "./bench.ts";
import { type LeasedJob, type Moment, startLeasingWorker } from "./leasing-worker.ts";
import { createOrigin, type Origin } from "./origin.ts";

const main = fileURLToPath(new URL("../../../src/runner/main.mjs", import.meta.url));
const LEASE_SECS = 4;
const ANSWERED_MS = 20;
const MOMENTS: readonly Moment[] = ["claim", "start", "log", "git", "finish"];

export interface Ordeal {
  readonly seed: number;
  readonly jobs: number;
  readonly runners: number;
  readonly kills: number;
}

export interface Survived {
  readonly origin: Origin;
  readonly jobs: readonly LeasedJob[];
  readonly kills: number;
  /** What was still there at the end: processes, folders with what is in them, entries of job tables, locks. */
  readonly left: readonly string[];
  /** How the last runners ended, and what they said of their tidying. */
  readonly last: string;
  /** What git says of the mirrors. */
  readonly damage: string;
  close(): Promise<void>;
}

export async function torture({ seed, jobs, runners, kills }: Ordeal): Promise<Survived> {
  const random = seeded(seed);
  const root = mkdtempSync(join(tmpdir(), "adf-torture-"));
  const origin = createOrigin(root);
  const limits = { wall_secs: 60, stall_secs: 60, grace_secs: 0.2 };
  const offers = Array.from({ length: jobs }, (_, n) => makeOffer({ job: `t-${n + 1}`, limits }));
  const worker = await startLeasingWorker(origin.dir, offers, LEASE_SECS);
  let over = false;
  let killed = 0;
  void worker.allEnded.then(() => {
    over = true;
  });

  async function live(stateDir: string): Promise<void> {
    while (!over) {
      const runner = start(stateDir);
      if (killed < kills) {
        killed += 1;
        await whenever(random(), random(), runner);
        runner.kill("SIGKILL");
        await gone(runner);
        continue;
      }
      await Promise.race([worker.allEnded, gone(runner)]);
      runner.kill("SIGKILL");
      await gone(runner);
    }
    // The last one tidies up what the one before it left, and ends as it should.
    const last = start(stateDir);
    last.stdout?.on("data", (bytes: Buffer) => {
      lastWords += bytes;
    });
    await Promise.race([says(last, "runner.started"), gone(last)]);
    last.kill("SIGTERM");
    await gone(last);
    lastWords += `${stateDir} ended with ${last.exitCode ?? last.signalCode}\n`;
  }
  let lastWords = "";

  function start(stateDir: string): ChildProcess {
    const runner = spawn(process.execPath, [main, "--config", join(stateDir, "config.json")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    started.add(runner);
    runner.stdout?.resume();
    return runner;
  }
  const started = new Set<ChildProcess>();

  /**
   * One in ten at its start, whatever it does there. The others when it has a job: half of them a while after that, half at
   * a call, and half of those before it is answered.
   */
  async function whenever(how: number, when: number, runner: ChildProcess): Promise<void> {
    if (how < 0.1) return wait(when * 2_000);
    // A busy machine takes its time to begin: who is killed before it has a job interrupts nothing.
    await Promise.race([says(runner, "job.taken"), wait(40_000), gone(runner), worker.allEnded]);
    const patience = wait(when * 1_500);
    if (how < 0.5) return patience;
    const moment = MOMENTS[Math.floor(when * MOMENTS.length)] ?? "claim";
    const before = how < 0.75;
    // Who has its answer is killed while it acts on that, or before it has read it.
    const later = (when * 1_000) % ANSWERED_MS;
    const call = new Promise<void>((resolve) => {
      worker.onCall = (which) => {
        if (which !== moment) return true;
        worker.onCall = () => true;
        resolve();
        return !before;
      };
    });
    await Promise.race([before ? call : call.then(() => wait(later)), patience, gone(runner)]);
  }

  const states = Array.from({ length: runners }, (_, n) => join(root, `state-${n + 1}`));
  for (const stateDir of states) {
    mkdirSync(stateDir);
    const made = await registerRunner({ url: worker.url, token: "one-time", name: "bench", stateDir });
    if (!made.ok) throw new Error(made.error);
    const config = {
      url: worker.url,
      stateDir,
      capacity: 4,
      agents: { child: child("lives-dangerously") },
      sandbox: "off",
      pollSecs: 0.2,
      backoffSecs: 0.02,
      backoffMaxSecs: 0.2,
      minFreeMb: 1,
      metricsPort: 0,
    };
    writeFileSync(join(stateDir, "config.json"), JSON.stringify(config));
  }
  await Promise.all(states.map(live));
  return {
    origin,
    jobs: [...worker.jobs.values()],
    kills: killed,
    left: states.flatMap(leftIn),
    last: lastWords,
    damage: states.map(fsck).join(""),
    async close() {
      for (const one of started) if (one.exitCode === null && one.signalCode === null) one.kill("SIGKILL");
      await killProcesses(() => findJobProcesses({ marker: "none", dir: root, group: null }));
      await worker.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Line by line: a busy pipe cuts what is said anywhere. */
const says = (runner: ChildProcess, event: string) =>
  new Promise<void>((resolve) => {
    let cut = "";
    runner.stdout?.on("data", (bytes: Buffer) => {
      const lines = (cut + bytes).split("\n");
      cut = lines.pop() ?? "";
      if (lines.some((line) => line.includes(`"${event}"`))) resolve();
    });
  });

async function gone(runner: ChildProcess): Promise<void> {
  if (runner.exitCode === null && runner.signalCode === null) await once(runner, "exit");
}

function leftIn(stateDir: string): string[] {
  const work = join(stateDir, "work");
  const table = JSON.parse(readFileSync(join(stateDir, "jobs.json"), "utf8")) as { marker: string }[];
  const marked = readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "latin1").includes(`TMPDIR=${work}/`);
    } catch {
      return false;
    }
  });
  return [
    ...(existsSync(work) ? readdirSync(work) : []).map((name) => `${name}: ${readdirSync(join(work, name))}`),
    ...table.map(({ marker }) => `table: ${marker}`),
    ...marked.map((pid) => `process ${pid}`),
    ...readdirSync(stateDir).filter((name) => /lock|\.new$|^probe-/.test(name)),
  ];
}

function fsck(stateDir: string): string {
  const mirrors = join(stateDir, "mirrors");
  return readdirSync(mirrors)
    .map((name) => {
      try {
        return execFileSync("git", ["-C", join(mirrors, name), "fsck", "--no-dangling"], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"],
        });
      } catch (cause) {
        return (cause as Error).message;
      }
    })
    .join("");
}

/** mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
