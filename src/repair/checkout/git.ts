/** The few git commands that an agent runs in its own checkout; none that a guard would have to stop, so no hook is switched off. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../process.ts";

const TIMEOUT_MS = 20_000;
const IDENTITY = ["-c", "user.name=adf-repair", "-c", "user.email=adf-repair@localhost"];

export class Git {
  readonly root: string;
  constructor(root: string) {
    this.root = root;
  }

  /** stdout, or null when git refused. */
  async ask(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string | null> {
    const all = ["-c", "core.quotePath=off", ...IDENTITY, ...args];
    const result = await runProgram("git", all, { cwd: this.root, timeoutMs: TIMEOUT_MS, env });
    return result.code === 0 ? result.stdout : null;
  }

  /** The full id of the first of these names that exists. */
  async resolve(...names: readonly (string | null)[]): Promise<string | null> {
    for (const name of names) {
      if (name === null || name.startsWith("-")) continue;
      const id = await this.ask(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
      if (id !== null) return id.trim();
    }
    return null;
  }

  async mergeBase(left: string, right: string): Promise<string | null> {
    return (await this.ask(["merge-base", left, right]))?.trim() ?? null;
  }

  /** Files that differ, with git's letter: A added, M modified, D deleted. */
  async changed(from: string, to: string): Promise<{ status: string; path: string }[]> {
    const text = await this.ask(["diff", "--name-status", "--no-renames", "-z", from, to]);
    const words = (text ?? "").split("\0");
    const files: { status: string; path: string }[] = [];
    for (let at = 0; at + 1 < words.length; at += 2)
      files.push({ status: words[at] as string, path: words[at + 1] as string });
    return files;
  }

  async show(commit: string, path: string): Promise<string | null> {
    return this.ask(["show", `${commit}:${path}`]);
  }

  /** A commit's files, laid out in a folder that is not the checkout. */
  async export(commit: string, folder: string): Promise<boolean> {
    mkdirSync(folder, { recursive: true });
    const index = { GIT_INDEX_FILE: join(folder, ".adf-index") };
    const read = await this.ask(["read-tree", commit], index);
    const out = read === null ? null : await this.ask(["checkout-index", "-a", `--prefix=${folder}/`], index);
    rmSync(index.GIT_INDEX_FILE, { force: true });
    return out !== null;
  }

  async commit(files: readonly string[], message: string): Promise<string | null> {
    if ((await this.ask(["add", "--", ...files])) === null) return null;
    if ((await this.ask(["commit", "--quiet", "-m", message, "--", ...files])) === null) return null;
    return this.resolve("HEAD");
  }
}
