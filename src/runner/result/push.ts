/** Pushes from the mirror to the job's own branch through the git gate; no other ref is ever named. */
import { git } from "../checkout/git.ts";
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
  return repeat(signal, () =>
    git(
      [
        "push",
        "--quiet",
        "--no-follow-tags",
        "--recurse-submodules=no",
        `--force-with-lease=${ref}:${expected ?? ""}`,
        remote.url,
        `${sha}:${ref}`,
      ],
      { cwd: mirror.dir, config: remote.config, signal, timeoutMs: 600_000 },
    ),
  );
}
