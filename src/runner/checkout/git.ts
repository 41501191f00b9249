/**
 * Runs git with nothing of this machine's or the agent's configuration: settings and the credential travel in
 * the environment (GIT_CONFIG_COUNT), never in argv or a URL, where every process list would show them.
 */
import { spawn } from "node:child_process";

export interface GitCall {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  readonly config?: readonly (readonly [string, string])[];
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface GitAnswer {
  /** Null when it was killed or never began. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const QUIET: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["credential.helper", ""],
  ["http.followRedirects", "false"],
  ["advice.detachedHead", "false"],
];

const MAX_KEPT = 16 * 1024 * 1024;

export function gitEnvironment(call: Pick<GitCall, "env" | "config">): Record<string, string> {
  const config = [...QUIET, ...(call.config ?? [])];
  return {
    PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    // A repository that pretends to be a partial clone must not make us fetch from where it says.
    GIT_NO_LAZY_FETCH: "1",
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], n) => [
        [`GIT_CONFIG_KEY_${n}`, key],
        [`GIT_CONFIG_VALUE_${n}`, value],
      ]),
    ),
    ...call.env,
  };
}

export function git(args: readonly string[], call: GitCall): Promise<GitAnswer> {
  return new Promise((resolve) => {
    if (call.signal?.aborted) return resolve({ code: null, stdout: "", stderr: "called off" });
    // A group of its own: git's remote helpers must die with it.
    const child = spawn("git", args, {
      cwd: call.cwd,
      env: gitEnvironment(call),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let why = "";
    const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MAX_KEPT) kept[name].push(chunk);
        // A part would be taken for the whole.
        else if (why === "") kill(`\ngit ${args[0]} printed more than ${MAX_KEPT / 1024 / 1024} MB`);
      });
    }
    let last: NodeJS.Timeout | undefined;
    const signal = (name: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // It has just ended by itself.
      }
    };
    const kill = (reason: string) => {
      why = reason;
      // Politely first: git then removes the lock files that would stop the next git in this repository.
      signal("SIGTERM");
      last = setTimeout(() => signal("SIGKILL"), 2_000);
    };
    const limit = call.timeoutMs ?? 120_000;
    const timer = setTimeout(() => kill(`\ngit ${args[0]} took longer than ${limit / 1000} s`), limit);
    const abort = () => kill("\ncalled off");
    call.signal?.addEventListener("abort", abort, { once: true });
    const end = (code: number | null, problem: string) => {
      clearTimeout(timer);
      clearTimeout(last);
      call.signal?.removeEventListener("abort", abort);
      const text = (name: "stdout" | "stderr") => Buffer.concat(kept[name]).toString("utf8");
      resolve({ code, stdout: text("stdout"), stderr: text("stderr") + problem });
    };
    child.once("error", (cause) => end(null, cause.message));
    child.once("close", (code) => end(why === "" ? code : null, why));
  });
}

/** For steps that cannot fail unless the machine is broken: the answer's text, or an exception with git's words. */
export async function gitText(args: readonly string[], call: GitCall): Promise<string> {
  const answer = await git(args, call);
  if (answer.code === 0) return answer.stdout.trim();
  throw new GitProblem(args[0] ?? "", answer);
}

export class GitProblem extends Error {
  constructor(verb: string, answer: GitAnswer) {
    const end = answer.code === null ? "was stopped" : `ended with ${answer.code}`;
    super(`git ${verb} ${end}: ${answer.stderr.trim().slice(-600)}`);
    this.name = "GitProblem";
  }
}
