/**
 * Run one program without a shell, in its own process group, with a wall limit and a cap on what is kept of
 * its output. A program that never ends is killed together with everything it started.
 */
import { spawn } from "node:child_process";
import { discharge, entrust } from "./caretaker.ts";

export interface RunResult {
  /** null when it was killed by a signal or never started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface RunOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const KEPT_CHARS = 4_000_000;

/** What makes a nested Node report to somebody else, or load something nobody asked for. */
const NOT_INHERITED = [
  "NODE_OPTIONS",
  "NODE_TEST_CONTEXT",
  "NODE_V8_COVERAGE",
  "NODE_TEST_WORKER_ID",
  "NODE_COMPILE_CACHE",
];

export function childEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env = { ...process.env, ...extra };
  for (const name of NOT_INHERITED) delete env[name];
  return env;
}

export function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: childEnvironment(options.env),
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    watchGroup(child.pid);
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, options.timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (stdout.length < KEPT_CHARS) stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < KEPT_CHARS) stderr += text;
    });
    const end = (code: number | null) => {
      clearTimeout(timer);
      killGroup(child.pid);
      resolve({ code, stdout, stderr, timedOut });
    };
    child.on("error", (error) => {
      stderr += error.message;
      end(null);
    });
    // "exit" as well as "close": a grandchild that holds the pipe open must not hold us.
    child.on("exit", (code) => {
      const patience = setTimeout(() => {
        killGroup(child.pid);
        end(code);
      }, 500);
      child.on("close", () => {
        clearTimeout(patience);
        end(code);
      });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

const running = new Set<number>();

/** Remember a process group that must not outlive us. */
export function watchGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  running.add(pid);
  entrust(`group:${pid}`);
}

/** For the end of this process, however it comes: nothing that was started here stays behind. */
export function killAll(): void {
  for (const pid of running) killGroup(pid);
}

export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  if (running.delete(pid)) discharge(`group:${pid}`);
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
