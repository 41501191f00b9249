/** A clone made with real git over smart HTTP, as one of the accounts, free of the machine's own git settings. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subject, SubjectRole } from "./subject.ts";

export interface GitResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const remoteUrl = (url: string, repo: string, login: string, password: string): string => {
  const remote = new URL(`${url}/${repo}.git`);
  remote.username = login;
  remote.password = password;
  return remote.href;
};

/** Not the synchronous call: the embedded forge that answers runs in this process. */
export function git(cwd: string, ...args: string[]): Promise<GitResult> {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Suite",
    GIT_AUTHOR_EMAIL: "suite@forge.test",
    GIT_COMMITTER_NAME: "Suite",
    GIT_COMMITTER_EMAIL: "suite@forge.test",
  };
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

export class WorkingCopy {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  static async clone(subject: Subject, repo: string, role: SubjectRole): Promise<WorkingCopy> {
    const parent = await mkdtemp(join(tmpdir(), "adf-conformance-"));
    const { login, token } = subject.people[role];
    const copy = new WorkingCopy(join(parent, "copy"));
    const cloned = await git(parent, "clone", "-q", remoteUrl(subject.url, repo, login, token), copy.dir);
    if (cloned.code !== 0) throw new Error(`git clone of ${repo} as ${role} failed: ${cloned.stderr}`);
    return copy;
  }

  git(...args: string[]): Promise<GitResult> {
    return git(this.dir, ...args);
  }

  /** Runs git and answers what it printed; anything but success is an error of the test. */
  async must(...args: string[]): Promise<string> {
    const result = await this.git(...args);
    if (result.code !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
    return result.stdout.trim();
  }

  /** Commits `content` as `file` on `branch` (made from origin/main if new), pushes, answers the commit. */
  async publish(branch: string, file: string, content: string): Promise<string> {
    await this.must("fetch", "-q", "--prune", "origin");
    const exists = (await this.git("rev-parse", "-q", "--verify", `origin/${branch}`)).code === 0;
    await this.must("checkout", "-q", "-B", branch, exists ? `origin/${branch}` : "origin/main");
    await writeFile(join(this.dir, file), content);
    await this.must("add", file);
    await this.must("commit", "-q", "-m", `Write ${file}`);
    await this.must("push", "-q", "origin", `${branch}:${branch}`);
    return this.must("rev-parse", "HEAD");
  }

  async remove(): Promise<void> {
    await rm(join(this.dir, ".."), { recursive: true, force: true });
  }
}
