/** A bare repository with a history, as the forge would hold it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnv } from "./git-gate.ts";

export interface Origin {
  readonly dir: string;
  git(...args: string[]): string;
  /** Commits files on a branch (made from main when it is new) and returns the commit. */
  commit(branch: string, files: Record<string, string>, message?: string): string;
  tip(branch: string): string | null;
}

export function createOrigin(root: string): Origin {
  const dir = join(root, "origin.git");
  const tree = join(root, "seed");
  const identity = {
    GIT_AUTHOR_NAME: "person",
    GIT_AUTHOR_EMAIL: "person@example.invalid",
    GIT_COMMITTER_NAME: "person",
    GIT_COMMITTER_EMAIL: "person@example.invalid",
  };
  const run = (cwd: string, args: string[]) =>
    execFileSync("git", args, {
      cwd,
      env: { ...cleanEnv, ...identity },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  mkdirSync(dir, { recursive: true });
  mkdirSync(tree, { recursive: true });
  run(dir, ["init", "--quiet", "--bare", "--initial-branch=main", "."]);
  run(tree, ["init", "--quiet", "--initial-branch=main", "."]);
  run(tree, ["remote", "add", "origin", dir]);
  const tip = (branch: string) => {
    try {
      return run(dir, ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]);
    } catch {
      return null;
    }
  };
  const origin: Origin = {
    dir,
    git: (...args) => run(dir, args),
    tip,
    commit(branch, files, message = `Change ${branch}`) {
      if (tip(branch) !== null) run(tree, ["checkout", "--quiet", "-B", branch, tip(branch) ?? ""]);
      else if (tip("main") !== null) run(tree, ["checkout", "--quiet", "-B", branch, tip("main") ?? ""]);
      for (const [name, text] of Object.entries(files)) writeFileSync(join(tree, name), text);
      run(tree, ["add", "--all"]);
      run(tree, ["commit", "--quiet", "-m", message]);
      run(tree, ["push", "--quiet", "--force", "origin", `HEAD:refs/heads/${branch}`]);
      return run(tree, ["rev-parse", "HEAD"]);
    },
  };
  origin.commit(
    "main",
    { "readme.md": "# sample\n", "sum.js": "export const sum = (a, b) => a - b;\n" },
    "Begin",
  );
  return origin;
}
