/** Merges in the mirror, without a work tree and without running anything of the repository. */
import { git, gitText } from "./git.ts";

export type Merge =
  | { readonly kind: "merged"; readonly sha: string }
  | { readonly kind: "conflict"; readonly files: string[] }
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
  if (answer.code === 1) return { kind: "conflict", files };
  if (answer.code !== 0) return { kind: "failed", detail: answer.stderr.trim().slice(-600) };
  const message = `Merge ${head.slice(0, 12)} into ${base.slice(0, 12)} to judge the result`;
  const sha = await gitText(["commit-tree", tree, "-p", base, "-p", head, "-m", message], {
    cwd,
    env: identityEnv(agent),
    signal,
  });
  return { kind: "merged", sha };
}
