/** Pushes from the mirror to the job's own branch, or to its checkpoint, through the git gate; no other ref is ever named. */
import { type GitAnswer, git } from "../checkout/git.ts";
import { type Fetched, type Mirror, repeat } from "../checkout/mirror.ts";
import type { GitRemote } from "../checkout/remote.ts";

export interface Push {
  readonly mirror: Mirror;
  readonly remote: GitRemote;
  readonly sha: string;
  readonly branch: string;
  /** Where the branch stood when the job began; null when it did not exist. */
  readonly expected: string | null;
  readonly signal: AbortSignal;
}

/**
 * Replaces what an earlier attempt left on the branch, but not what somebody else put there meanwhile. No `+`
 * before the refspec: it would override the lease, and the lease itself already allows the rewrite.
 */
export function pushWork({ mirror, remote, sha, branch, expected, signal }: Push): Promise<Fetched> {
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${expected ?? ""}`;
  return repeat(signal, () => push({ mirror, remote, signal }, [lease], `${sha}:${ref}`));
}

export interface CheckpointPush extends Pick<Push, "mirror" | "remote" | "sha" | "signal"> {
  readonly ref: string;
}

/** Whatever stood there is older: the gate lets only the job through that holds the work item. */
export const pushCheckpoint = (to: CheckpointPush): Promise<Fetched> =>
  repeat(to.signal, () => push(to, [], `+${to.sha}:${to.ref}`));

/** Only while it is the one that was taken up. */
export const dropCheckpoint = (at: CheckpointPush): Promise<Fetched> =>
  repeat(at.signal, () => push(at, [`--force-with-lease=${at.ref}:${at.sha}`], `:${at.ref}`));

const push = (
  { mirror, remote, signal }: Pick<Push, "mirror" | "remote" | "signal">,
  options: readonly string[],
  refspec: string,
): Promise<GitAnswer> =>
  git(["push", "--quiet", "--no-follow-tags", "--recurse-submodules=no", ...options, remote.url, refspec], {
    cwd: mirror.dir,
    config: remote.config,
    signal,
    timeoutMs: 600_000,
  });
