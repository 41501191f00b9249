/**
 * Runs git with a cleaned environment: no configuration, credentials or hooks of the machine reach it. Never a
 * shell; arguments that come from outside stand after `--` or are object ids and full ref names.
 */
import { type ChildProcess, spawn } from "node:child_process";

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** True when there was more than `max` bytes: what is here is the beginning. */
  readonly cut: boolean;
}

const gitEnv = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  HOME: "/nonexistent",
  LC_ALL: "C",
  TZ: "UTC",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  ...extra,
});

/** For streaming: the caller owns the pipes and the ending. */
export const spawnGit = (
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): ChildProcess => spawn("git", [...args], { env: gitEnv(extra), stdio: ["pipe", "pipe", "pipe"] });

export function git(
  dir: string,
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
    readonly max?: number;
  } = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", dir, ...args], {
      env: gitEnv(options.env),
      stdio: ["pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let left = options.max ?? 64_000_000;
    let cut = false;
    child.stdout.on("data", (chunk: Buffer) => {
      if (cut) return;
      out.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left >= 0) return;
      cut = true;
      child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(err).toString("utf8"),
        cut,
      }),
    );
    // A child that ends before reading its input closes the pipe: its exit code says what went wrong.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** For commands that have no business failing; a failure is a bug or a broken repository. */
export async function gitOk(...call: Parameters<typeof git>): Promise<string> {
  const result = await git(...call);
  // Whoever names a `max` is content with the beginning.
  const enough = result.cut && call[2]?.max !== undefined;
  if (result.code !== 0 && !enough) {
    throw new Error(`git ${call[1].join(" ")} ended with ${result.code}: ${result.stderr.trim()}`);
  }
  return result.stdout;
}
