/** From a checkout plan to the commit the job begins at. The tree itself is laid out by layout.ts. */
import type { JobOffer } from "../../contract/runner.ts";
import { GitProblem } from "./git.ts";
import { mergeInMirror } from "./merge.ts";
import { fetchCommit, fetchRef, isUsable, type Mirror, updateMirror } from "./mirror.ts";
import { isBranchName, isCheckpointRef, readTips } from "./refs.ts";
import { type GitRemote, isDamage, type RemoteProblem } from "./remote.ts";
import { askTips, sameTips } from "./tips.ts";

export interface Prepared {
  readonly kind: "ready";
  /** Tip of the base branch when the job began. */
  readonly baseSha: string;
  /** What is laid out: the base, the branch, what was kept of a stopped attempt, or the merge of both. */
  readonly startSha: string;
  /** What the forge has already where the result will go: an agent that leaves just this has changed nothing. */
  readonly knownSha: string;
  /** Tip of the job's branch before the job, when it exists. */
  readonly branchSha: string | null;
  readonly branch: string | null;
  readonly tracking: ReadonlyMap<string, string>;
}

export type Preparation =
  | Prepared
  | { readonly kind: "conflict"; readonly baseSha: string; readonly files: string[]; readonly shown: string }
  | { readonly kind: "failed"; readonly problem: RemoteProblem | "plan"; readonly detail: string };

export function prepare(
  mirror: Mirror,
  remote: GitRemote,
  offer: JobOffer,
  signal: AbortSignal,
): Promise<Preparation> {
  const { base, branch } = offer.checkout;
  for (const name of [base, branch]) {
    if (!isBranchName(name)) {
      return Promise.resolve({
        kind: "failed",
        problem: "plan",
        detail: `"${name}" is not a branch name the runner accepts`,
      });
    }
  }
  return mirror.run(async () => {
    const first = await attempt(mirror, remote, offer, signal);
    if (first.kind !== "failed" || first.problem !== "damaged") return first;
    mirror.distrust();
    return attempt(mirror, remote, offer, signal);
  });
}

async function attempt(
  mirror: Mirror,
  remote: GitRemote,
  offer: JobOffer,
  signal: AbortSignal,
): Promise<Preparation> {
  const fetched = (await isCurrent(mirror, remote, offer, signal))
    ? ({ ok: true } as const)
    : await updateMirror(mirror, remote, signal);
  if (!fetched.ok) {
    return {
      kind: "failed",
      problem: fetched.problem,
      detail: `the code could not be fetched: ${fetched.detail}`,
    };
  }
  try {
    return await choose(mirror, remote, offer, signal);
  } catch (cause) {
    if (!(cause instanceof GitProblem)) throw cause;
    return { kind: "failed", problem: isDamage(cause.message) ? "damaged" : "plan", detail: cause.message };
  }
}

async function isCurrent(
  mirror: Mirror,
  remote: GitRemote,
  { checkout }: JobOffer,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isUsable(mirror)) return false;
  const here = readTips(mirror.dir, [checkout.base, checkout.branch]).catch(() => new Map<string, string>());
  const there = await askTips(remote, checkout, signal);
  return sameTips(there, await here) && there?.get(checkout.base) !== null;
}

async function choose(
  mirror: Mirror,
  remote: GitRemote,
  offer: JobOffer,
  signal: AbortSignal,
): Promise<Preparation> {
  const { base, branch, from, head_sha } = offer.checkout;
  const tips = await readTips(mirror.dir, [base, branch]);
  const baseSha = tips.get(base);
  if (baseSha === undefined) {
    return {
      kind: "failed",
      problem: "plan",
      detail: `the repository has no branch "${base}" to begin from`,
    };
  }
  const branchSha = tips.get(branch) ?? null;
  const tracking = new Map([[base, baseSha]]);
  if (branchSha !== null) tracking.set(branch, branchSha);
  const ready = { kind: "ready", baseSha, branchSha, tracking } as const;
  if (from === "base") return { ...ready, startSha: baseSha, knownSha: baseSha, branch };
  if (from === "branch") {
    const kept = await checkpointOf(mirror, remote, offer, signal);
    const knownSha = branchSha ?? baseSha;
    return { ...ready, startSha: kept ?? knownSha, knownSha, branch };
  }

  if (head_sha === null)
    return { kind: "failed", problem: "plan", detail: "a merge was asked for without the head to merge" };
  if (!(await fetchCommit(mirror, remote, head_sha, offer.pull_request, signal))) {
    return { kind: "failed", problem: "plan", detail: `the forge no longer gives out ${head_sha}` };
  }
  const merge = await mergeInMirror(mirror.dir, baseSha, head_sha, offer.agent, signal);
  if (merge.kind === "conflict") return { kind: "conflict", baseSha, files: merge.files, shown: merge.shown };
  if (merge.kind === "failed")
    return {
      kind: "failed",
      problem: isDamage(merge.detail) ? "damaged" : "plan",
      detail: `the merge could not be made: ${merge.detail}`,
    };
  tracking.set(branch, head_sha);
  return { ...ready, startSha: merge.sha, knownSha: merge.sha, branch: null };
}

/** What was kept of an attempt that was stopped; null where there is nothing, or not any more. */
async function checkpointOf(
  mirror: Mirror,
  remote: GitRemote,
  { checkout: { checkpoint_ref: ref, checkpoint_sha: sha } }: JobOffer,
  signal: AbortSignal,
): Promise<string | null> {
  if (ref === null || sha === null || !isCheckpointRef(ref)) return null;
  return (await fetchRef(mirror, remote, ref, sha, signal)) ? sha : null;
}
