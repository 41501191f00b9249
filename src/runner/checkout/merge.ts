/** Merges in the mirror, without a work tree and without running anything of the repository. */
import { git, gitText } from "./git.ts";

export type Merge =
  | { readonly kind: "merged"; readonly sha: string }
  /** `shown`: the places in conflict, both sides, as a diff against the base; bounded. */
  | { readonly kind: "conflict"; readonly files: string[]; readonly shown: string }
  | { readonly kind: "failed"; readonly detail: string };

export const identityEnv = (name: string): Record<string, string> => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: `${name}@adf.invalid`,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: `${name}@adf.invalid`,
});

export async function mergeInMirror(
  cwd: string,
  base: string,
  head: string,
  agent: string,
  signal: AbortSignal,
): Promise<Merge> {
  const answer = await git(["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, head], {
    cwd,
    signal,
  });
  const [tree = "", ...files] = answer.stdout.split("\0").filter((part) => part !== "");
  if (answer.code === 1)
    return { kind: "conflict", files, shown: await conflictsIn(cwd, base, tree, files, signal) };
  if (answer.code !== 0) return { kind: "failed", detail: answer.stderr.trim().slice(-600) };
  const message = `Merge ${head.slice(0, 12)} into ${base.slice(0, 12)} to judge the result`;
  const sha = await gitText(["commit-tree", tree, "-p", base, "-p", head, "-m", message], {
    cwd,
    env: identityEnv(agent),
    signal,
  });
  return { kind: "merged", sha };
}

const FILES = 5;
const SHOWN = 2_500;

/** The tree of a failed merge holds its files with both sides marked. Without that the names of the files are enough. */
async function conflictsIn(
  cwd: string,
  base: string,
  tree: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const paths = files.slice(0, FILES).map((file) => `:(literal)${file}`);
  const options = ["--no-color", "--no-ext-diff", "--no-textconv", "--unified=2"];
  const diff = await git(["diff", ...options, base, tree, "--", ...paths], { cwd, signal });
  if (diff.code !== 0) return "";
  return diff.stdout.length <= SHOWN ? diff.stdout : `${diff.stdout.slice(0, SHOWN)}\n…`;
}
