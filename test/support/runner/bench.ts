/** A runner on a workbench: scripted Worker, origin repository, state directory, and the agents it may run. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LogRecord } from "../../../src/contract/log.ts";
import type { FinishRequest, JobLimits, JobOffer } from "../../../src/contract/runner.ts";
import type { AgentCommand } from "../../../src/runner/agents/command.ts";
import { type ExitReason, type RunnerOptions, runDaemon } from "../../../src/runner/daemon.ts";
import { registerRunner } from "../../../src/runner/register.ts";
import { killProcesses } from "../../../src/runner/spawn/kill.ts";
import { findJobProcesses } from "../../../src/runner/state/process.ts";
import { markerOf } from "../../../src/runner/state/workspace.ts";
import { createOrigin, type Origin } from "./origin.ts";
import { type ScriptedWorker, startScriptedWorker } from "./scripted-worker.ts";

const childFile = (name: string) => fileURLToPath(new URL(`./children/${name}.mjs`, import.meta.url));

export const child = (name: string, ...args: string[]): Pick<AgentCommand, "argv"> => ({
  argv: [process.execPath, childFile(name), ...args],
});

export interface RunningRunner {
  readonly records: LogRecord[];
  readonly ended: Promise<ExitReason>;
  stopTaking(): void;
  stopWork(): void;
}

export interface Bench {
  readonly root: string;
  readonly stateDir: string;
  readonly origin: Origin;
  readonly worker: ScriptedWorker;
  /** Options as a configuration file would hold them. */
  options(agents: RunnerOptions["agents"], more?: Partial<RunnerOptions>): RunnerOptions;
  start(agents: RunnerOptions["agents"], more?: Partial<RunnerOptions>): RunningRunner;
  /** Runs one job with one child to its acknowledged end. */
  runJob(name: string, offer?: OfferChange, more?: Partial<RunnerOptions>): Promise<FinishRequest["report"]>;
  /** The same with any agent CLI. */
  runAgent(
    offer: JobOffer,
    agent: NonNullable<RunnerOptions["agents"]>[string],
    more?: Partial<RunnerOptions>,
  ): Promise<FinishRequest["report"]>;
  processesOf(job: string, epoch?: number): number[];
  /** Job directories that are still there. */
  workspaces(): string[];
  close(): Promise<void>;
}

export type OfferChange = Partial<Omit<JobOffer, "limits" | "checkout">> & {
  readonly limits?: Partial<JobLimits>;
  readonly checkout?: Partial<JobOffer["checkout"]>;
};

let numbers = 0;
export function makeOffer(change: OfferChange = {}): JobOffer {
  numbers += 1;
  const job = change.job ?? `job-${numbers}`;
  const epoch = change.epoch ?? 1;
  return {
    project: "sample",
    agent: "developer",
    role: "developer",
    kind: "change",
    issue: 7,
    pull_request: null,
    attempt: 1,
    cli: "child",
    provider: "none",
    model: "none",
    prompt: "Make sum add.",
    ...change,
    job,
    epoch,
    checkout: {
      git_path: `/git/${job}/${epoch}`,
      base: "main",
      branch: `adf/${job}`,
      from: "base",
      head_sha: null,
      checkpoint_ref: `refs/adf/checkpoints/adf/${job}`,
      checkpoint_sha: null,
      ...change.checkout,
    },
    guard: { deny: [], allow: [] },
    limits: {
      lease_secs: 30,
      wall_secs: 20,
      stall_secs: 20,
      grace_secs: 0.3,
      output_bytes: 10_000_000,
      ...change.limits,
    },
  };
}

export async function createBench(): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), "adf-runner-"));
  const origin = createOrigin(root);
  const worker = await startScriptedWorker(origin.dir);
  const stateDir = join(root, "state");
  mkdirSync(stateDir);
  const registered = await registerRunner({ url: worker.url, token: "one-time", name: "bench", stateDir });
  if (!registered.ok) throw new Error(registered.error);
  const runners: RunningRunner[] = [];

  const bench: Bench = {
    root,
    stateDir,
    origin,
    worker,
    options: (agents, more = {}) => ({
      url: worker.url,
      stateDir,
      pollSecs: 5,
      backoffSecs: 0.02,
      backoffMaxSecs: 0.2,
      minFreeMb: 1,
      sampleSecs: 0.05,
      metricsPort: 0,
      janitorSecs: 0,
      // Without, so that these tests say the same on every machine; sandbox.test.ts switches it on.
      sandbox: "off",
      agents,
      ...more,
    }),
    start(agents, more) {
      const taking = new AbortController();
      const work = new AbortController();
      const records: LogRecord[] = [];
      const ended = runDaemon(
        { ...bench.options(agents, more), log: (record) => void records.push(record) },
        { stopTaking: taking.signal, stopWork: work.signal },
      );
      const runner = { records, ended, stopTaking: () => taking.abort(), stopWork: () => work.abort() };
      runners.push(runner);
      return runner;
    },
    runJob: (name, change, more) => bench.runAgent(makeOffer(change), child(name), more),
    async runAgent(offer, agent, more) {
      worker.offer(offer);
      const runner = bench.start({ [offer.cli]: agent }, more);
      const { report } = await worker.until(() => worker.finished.get(offer.job));
      runner.stopTaking();
      await runner.ended;
      return report;
    },
    processesOf: (job, epoch = 1) =>
      findJobProcesses({
        marker: markerOf(stateDir, job, epoch),
        dir: join(stateDir, "work", `${job}-${epoch}`),
        group: null,
      }).map(({ pid }) => pid),
    workspaces: () => (existsSync(join(stateDir, "work")) ? readdirSync(join(stateDir, "work")) : []),
    async close() {
      for (const runner of runners) runner.stopWork();
      await Promise.all(runners.map(({ ended }) => ended));
      // A test that failed half-way may have left a child of a killed runner; it must not outlive the test.
      await killProcesses(() => findJobProcesses({ marker: "none", dir: root, group: null }));
      await worker.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return bench;
}
