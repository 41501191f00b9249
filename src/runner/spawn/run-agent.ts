/**
 * Runs one agent CLI to its end: own process group, no standard input but the prompt, limits, kill ladder. When it returns,
 * no process of the job is left, whichever way the agent ended.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { JobLimits } from "../../contract/runner.ts";
import { findProgram } from "../agents/detect.ts";
import { monotonic, sleep } from "../clock/sleep.ts";
import { findJobProcesses, type ProcessIdentity } from "../state/process.ts";
import { intoScope, type Scope } from "../state/scope.ts";
import { freeze, killLadder, killProcesses } from "./kill.ts";
import { type Allowance, watchResources } from "./resources.ts";
import type { StopCause, StopLatch } from "./stop.ts";
import { watchLimits } from "./watch.ts";

export interface AgentRun {
  readonly argv: readonly string[];
  /** Its first process is a sandbox that ends at any signal, and the agent with it: the others are asked to stop. */
  readonly boxed?: boolean;
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly marker: string;
  readonly dir: string;
  /** A file that is its standard input; null for none. */
  readonly stdin: string | null;
  readonly limits: JobLimits;
  readonly latch: StopLatch;
  /** The control group that it runs in; null where there are none. */
  readonly scope: Scope | null;
  /** What it may take of this machine. */
  readonly allowance: Allowance;
  /** Its processes stand still: what it has done so far can be kept. Must not reject. */
  beforeKill(): Promise<void>;
  onSpawn(pid: number): void;
  onOutput(stream: "stdout" | "stderr", chunk: Buffer): void;
  onQuiet(quietSecs: () => number): void;
}

export type AgentExit =
  | {
      readonly kind: "exited";
      readonly code: number | null;
      readonly signal: string | null;
      readonly seconds: number;
      readonly stopped: StopCause | null;
      readonly survivors: ProcessIdentity[];
      /** Megabytes that were free at its end, where that is as good as none; null otherwise. */
      readonly diskFull: number | null;
    }
  | { readonly kind: "spawn_failed"; readonly message: string };

export async function runAgent(run: AgentRun): Promise<AgentExit> {
  const began = monotonic();
  const { scope } = run;
  // One that is not there fails under its own name, and not as a shell that found nothing.
  const there = findProgram(run.argv[0] ?? "", run.env.PATH ?? "") !== null;
  const [program = "", ...args] = scope !== null && there ? intoScope(scope, run.argv) : run.argv;
  const started = await start(program, args, run);
  if (typeof started === "string") return { kind: "spawn_failed", message: started };
  const { child, pid } = started;
  run.onSpawn(pid);

  const watch = watchLimits(run.limits, run.latch);
  run.onQuiet(watch.quietSecs);
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.on("data", (chunk: Buffer) => {
      run.onOutput(stream, chunk);
      watch.heard(chunk.length);
    });
  }

  const mark = { marker: run.marker, dir: run.dir, group: pid, procs: scope?.procs };
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const resources = watchResources(mark, run.allowance, run.latch);
  let stopping = Promise.resolve();
  const stop = () => {
    stopping = end();
  };
  async function end(): Promise<void> {
    freeze(mark);
    await run.beforeKill();
    await killLadder({ group: pid, boxed: run.boxed === true }, graceOf(run), exit, mark);
  }
  if (run.latch.signal.aborted) stop();
  else run.latch.signal.addEventListener("abort", stop, { once: true });

  const { code, signal } = await exit;
  run.latch.signal.removeEventListener("abort", stop);
  const { memoryMb } = run.allowance;
  if ((scope?.oomKills() ?? 0) > 0) run.latch.stop({ kind: "memory", mb: memoryMb, limitMb: memoryMb });
  // Read now: a cancel that comes while the result is collected did not end this agent.
  const stopped = run.latch.cause();
  watch.end();
  resources.end();
  const diskFull = resources.full();
  // It may have been killed by somebody else while its work was being kept.
  await stopping;
  scope?.kill();
  const survivors = await killProcesses(() => findJobProcesses(mark));
  // Everyone who could hold the pipes is dead, so the rest of the output is there or never comes.
  await Promise.race([closed, sleep(1_000)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return {
    kind: "exited",
    code,
    signal,
    seconds: (monotonic() - began) / 1000,
    stopped,
    survivors,
    diskFull,
  };
}

/** With the lease gone another runner may begin at any moment, so the grace is short then. */
function graceOf({ latch, limits }: AgentRun): number {
  const kind = latch.cause()?.kind;
  const hurry = kind === "lease_lost" || kind === "lease_unsure";
  return 1000 * (hurry ? Math.min(limits.grace_secs, limits.lease_secs / 12) : limits.grace_secs);
}

function start(
  program: string,
  args: string[],
  run: AgentRun,
): Promise<{ child: ChildProcess; pid: number } | string> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    let stdin: number | null = null;
    try {
      stdin = run.stdin === null ? null : openSync(run.stdin, "r");
      child = spawn(program, args, {
        cwd: run.cwd,
        env: run.env,
        detached: true,
        shell: false,
        stdio: [stdin ?? "ignore", "pipe", "pipe"],
      });
    } catch (cause) {
      return resolve((cause as Error).message);
    } finally {
      if (stdin !== null) closeSync(stdin);
    }
    child.once("error", (cause) => resolve(cause.message));
    child.once("spawn", () => resolve({ child, pid: child.pid as number }));
  });
}
