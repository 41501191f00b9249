/** The merge: at the judged head only, and believed only when the commit is in the target branch's history. */
import type { Applied, EffectAction } from "../../core/effect/effect.ts";
import { done, failed, type Target } from "./applied.ts";

/** Right after a push the forge answers "try again later" while it checks for conflicts. */
const CHECKING_MS = 1_000;
const CHECKS = 20;
const LONGEST_MS = 60_000;

/** Quickly at first, because it is mostly a matter of a second; then ever more patiently. */
const patience = (t: Target): number =>
  Math.min(LONGEST_MS, CHECKING_MS * 1.5 ** Math.max(0, t.effect.attempts - 3));

export async function applyMerge(t: Target, a: Extract<EffectAction, { kind: "merge" }>): Promise<Applied> {
  const before = await t.client.pull(t.repo, a.pull_request);
  if (!before.ok) return failed(t, before.error);
  if (before.value.merged) return confirm(t, a, before.value.merged_sha);
  if (before.value.state === "closed") {
    return {
      status: "refused",
      reason: "gone",
      error: `pull request #${a.pull_request} was closed without a merge`,
    };
  }
  if (before.value.head_sha !== a.sha) {
    const error = `the head is ${before.value.head_sha}, and the verdict is about ${a.sha}`;
    return { status: "refused", reason: "head_moved", error };
  }
  const merged = await t.client.merge(t.repo, a.pull_request, {
    style: "merge",
    head_commit_id: a.sha,
    title: a.title,
    message: a.message,
    delete_branch: true,
  });
  // What the forge answered matters less than what is so: messages and codes differ between versions.
  const after = await t.client.pull(t.repo, a.pull_request);
  if (!after.ok) return failed(t, after.error);
  if (after.value.merged) return confirm(t, a, after.value.merged_sha);
  if (merged.ok) return { status: "retry", error: "the merge is scheduled", after_ms: patience(t) };
  if (after.value.head_sha !== a.sha) {
    return { status: "refused", reason: "head_moved", error: `the head moved to ${after.value.head_sha}` };
  }
  if (merged.error.reason === "conflict")
    return { status: "refused", reason: "conflict", error: merged.error.detail };
  if (merged.error.reason === "not_allowed") {
    if (t.effect.attempts < CHECKS)
      return { status: "retry", error: merged.error.detail, after_ms: CHECKING_MS };
    return { status: "refused", reason: "conflict", error: merged.error.detail };
  }
  return failed(t, merged.error);
}

async function confirm(
  t: Target,
  a: Extract<EffectAction, { kind: "merge" }>,
  sha: string | null,
): Promise<Applied> {
  if (sha === null)
    return { status: "retry", error: "merged, but the forge names no commit yet", after_ms: patience(t) };
  const inside = await t.client.isAncestor(t.repo, sha, a.base);
  if (!inside.ok) return failed(t, inside.error);
  if (inside.value) return done({ merged_sha: sha, pull_request: a.pull_request });
  return { status: "retry", error: `${sha} is not in the history of ${a.base} yet`, after_ms: patience(t) };
}
