/**
 * A clone that a person has on this machine: a new mirror takes from it what it holds of the forge's branches, and fetches
 * only the rest. It is read once, by git's own transfer, which writes nothing there and copies the objects: the mirror does
 * not depend on it afterwards. A branch that the person never pushed stays the person's.
 */
import { existsSync } from "node:fs";
import { err, ok, type Result } from "../../core/result.ts";
import { git } from "./git.ts";

const SEED = "refs/adf/seed/";

/** Copies into a mirror that is still empty; how many branches, or why nothing was taken. */
export async function seedMirror(
  mirrorDir: string,
  clone: string,
  signal: AbortSignal,
): Promise<Result<number, string>> {
  if (!existsSync(clone)) return err(`${clone} is not there`);
  const bare = await git(["-C", clone, "rev-parse", "--is-bare-repository"], { cwd: mirrorDir, signal });
  if (bare.code !== 0) return err(whyNot(clone, bare.stderr));
  // Of a clone with a work tree, only what came from the forge; a bare one holds nothing else.
  const theirs = bare.stdout.trim() === "true" ? "refs/heads/" : "refs/remotes/origin/";
  const fetched = await git(
    [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      clone,
      `+${theirs}*:${SEED}*`,
      // A symbolic ref that names a branch fetched already.
      `^${theirs}HEAD`,
    ],
    { cwd: mirrorDir, signal, timeoutMs: 600_000 },
  );
  const taken = (await seeds(mirrorDir)).length;
  if (taken > 0) return ok(taken);
  if (fetched.code !== 0) return err(whyNot(clone, fetched.stderr));
  return err(`${clone} has no branch that came from a remote called origin`);
}

/** Whether what was taken has a history of its own, so that it is of another repository. */
export async function isForeign(mirrorDir: string): Promise<boolean> {
  const roots = async (glob: string) =>
    lines((await git(["rev-list", "--max-parents=0", `--glob=${glob}`], { cwd: mirrorDir })).stdout);
  const [theirs, ours] = [await roots(`${SEED}*`), await roots("refs/heads/*")];
  return ours.length > 0 && !theirs.some((root) => ours.includes(root));
}

/** What the forge has too stays, as the mirror's own branches name it. */
export async function dropSeed(mirrorDir: string): Promise<void> {
  for (const ref of await seeds(mirrorDir)) await git(["update-ref", "-d", ref], { cwd: mirrorDir });
}

const seeds = async (cwd: string): Promise<string[]> =>
  lines((await git(["for-each-ref", "--format=%(refname)", SEED], { cwd })).stdout);

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

function whyNot(clone: string, words: string): string {
  if (/dubious ownership/.test(words)) return `${clone} belongs to another account than the runner's`;
  if (/not a git repository/i.test(words)) return `${clone} is no git repository`;
  return `git cannot read ${clone}: ${words.trim().split("\n").at(-1)?.slice(0, 200) ?? ""}`;
}
