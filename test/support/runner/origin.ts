/** A bare repository with a history, as the forge would hold it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanEnv } from "./git-gate.ts";

/** The first repository of a test process, file by file: a dozen git processes for each test would add up. */
let template: Map<string, Buffer> | null = null;

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
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(tree, name)), { recursive: true });
        writeFileSync(join(tree, name), text);
      }
      run(tree, ["add", "--all"]);
      run(tree, ["commit", "--quiet", "-m", message]);
      run(tree, ["push", "--quiet", "--force", "origin", `HEAD:refs/heads/${branch}`]);
      return run(tree, ["rev-parse", "HEAD"]);
    },
  };
  if (template !== null) {
    unpack(template, root);
    run(tree, ["remote", "set-url", "origin", dir]);
    return origin;
  }
  run(dir, ["init", "--quiet", "--template=", "--bare", "--initial-branch=main", "."]);
  run(tree, ["init", "--quiet", "--template=", "--initial-branch=main", "."]);
  run(tree, ["remote", "add", "origin", dir]);
  origin.commit(
    "main",
    { "readme.md": "# sample\n", "sum.js": "export const sum = (a, b) => a - b;\n" },
    "Begin",
  );
  template = pack(root);
  return origin;
}

function pack(root: string): Map<string, Buffer> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(root, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(root, name))]));
}

function unpack(files: Map<string, Buffer>, root: string): void {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), bytes);
  }
  // git takes a directory for a repository only when refs/ is there, be it empty.
  for (const dir of ["origin.git/refs/heads", "seed/.git/refs/heads"])
    mkdirSync(join(root, dir), { recursive: true });
}
