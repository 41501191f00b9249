/** The merge: at the judged head only, and believed only when the commit is in the target branch's history. */
import type { Applied, EffectAction, Refusal } from "../../core/effect/effect.ts";
import { asksFor, type BranchRule, type Held, type Standing, whyHeld } from "../../core/review/held.ts";
import { type ForgeFailure, isTransient } from "../../forge/client.ts";
import { done, failed, type Target } from "./applied.ts";

type Merge = Extract<EffectAction, { kind: "merge" }>;

/** Right after a push the forge answers "try again later" while it checks for conflicts. */
const CHECKING_MS = 1_000;
const CHECKS = 20;
/** What was read of a pull request can be a moment younger than the refusal. */
const CERTAIN = 3;
const LONGEST_MS = 60_000;

/** Quickly at first, because it is mostly a matter of a second; then ever more patiently. */
const patience = (t: Target): number =>
  Math.min(LONGEST_MS, CHECKING_MS * 1.5 ** Math.max(0, t.effect.attempts - 3));

export async function applyMerge(t: Target, a: Merge): Promise<Applied> {
  const before = await t.client.pull(t.repo, a.pull_request);
  if (!before.ok) return failed(t, before.error);
  if (before.value.merged) return confirm(t, a, before.value.merged_sha);
  if (before.value.state === "closed") return refuse(t, a, "gone", "it was closed without a merge");
  if (before.value.head_sha !== a.sha)
    return refuse(
      t,
      a,
      "head_moved",
      `the head is ${before.value.head_sha}, and the verdict is about ${a.sha}`,
    );
  const merged = await t.client.merge(t.repo, a.pull_request, asked(a));
  // What the forge answered matters less than what is so: messages and codes differ between versions.
  const after = await t.client.standing(t.repo, a.pull_request);
  if (!after.ok) return failed(t, after.error);
  const { pull } = after.value;
  if (pull.merged) return confirm(t, a, pull.merged_sha);
  if (merged.ok) return { status: "retry", error: "the merge is under way", after_ms: patience(t) };
  if (pull.head_sha !== a.sha) return refuse(t, a, "head_moved", `the head moved to ${pull.head_sha}`);
  if (merged.error.reason === "conflict") return refuse(t, a, "conflict", merged.error.detail);
  if (merged.error.reason === "precondition") return refuse(t, a, "by_rule", merged.error.detail);
  if (merged.error.reason === "not_allowed") return held(t, a, after.value, merged.error);
  const other = await failed(t, merged.error);
  return other.status === "refused" ? refuse(t, a, other.reason, other.error) : other;
}

const asked = (a: Merge) =>
  ({
    style: "merge",
    head_commit_id: a.sha,
    title: a.title,
    message: a.message,
    delete_branch: true,
  }) as const;

async function held(t: Target, a: Merge, standing: Standing, said: ForgeFailure): Promise<Applied> {
  const rule = await t.client.branchRule(t.repo, a.base);
  if (!rule.ok) return failed(t, rule.error);
  const statuses = await t.client.statuses(t.repo, a.sha);
  if (!statuses.ok) return failed(t, statuses.error);
  const why = whyHeld(standing, rule.value, statuses.value.statuses);
  switch (why.kind) {
    case "draft":
      return refuse(t, a, "draft", said.detail);
    case "not_permitted":
      return refuse(t, a, "forbidden", said.detail);
    case "checks_red":
    case "gates_red":
      return refuse(t, a, why.kind, why.failed.join("; "));
    case "checks_never":
      return retryOr(t, a, CERTAIN, "checks_never", why.lacks.join(" and "));
    case "checks_pending":
      return waitFor(t, a, why, rule.value);
    case "no_clean_merge":
      return retryOr(t, a, CHECKS, "conflict", said.detail);
    case "by_rule":
      return retryOr(t, a, CERTAIN, "by_rule", said.detail);
  }
}

const retryOr = async (
  t: Target,
  a: Merge,
  tries: number,
  reason: Refusal,
  error: string,
): Promise<Applied> =>
  t.effect.attempts < tries ? { status: "retry", error, after_ms: CHECKING_MS } : refuse(t, a, reason, error);

/**
 * Checks that the branch asks for, and that are no gates. They are waited for; and the forge is asked to merge as soon as they are
 * green, where it lets no head in that the gates have not passed.
 */
async function waitFor(
  t: Target,
  a: Merge,
  { waits }: Extract<Held, { kind: "checks_pending" }>,
  rule: BranchRule,
): Promise<Applied> {
  const { ci_wait_secs, ci_poll_secs, context, merge_when_checks_succeed } = t.review_gate;
  const error = `${a.base} asks for ${waits.join(", ")}`;
  if (t.now - t.effect.created_at > ci_wait_secs * 1_000)
    return refuse(t, a, "checks_late", waits.join(", "));
  const later = { status: "retry", error, after_ms: ci_poll_secs * 1_000 } as const;
  if (!merge_when_checks_succeed || !asksFor(rule, context)) return later;
  const left = await t.client.merge(t.repo, a.pull_request, { ...asked(a), when_checks_succeed: true });
  // A conflict: it was left to the forge before. Where no answer came, it may have been.
  const is_left = left.ok || left.error.reason === "conflict" || isTransient(left.error);
  return is_left ? { ...later, left_to_forge: true } : later;
}

/** Whatever was left to the forge is taken back first: nothing is merged that the factory has given up. */
async function refuse(t: Target, a: Merge, reason: Refusal, error: string): Promise<Applied> {
  // Whoever applied it before may have died between its request and saying so.
  if (t.effect.left_to_forge === true || t.effect.state === "applying") {
    const back = await t.client.cancelMerge(t.repo, a.pull_request);
    if (!back.ok && back.error.reason !== "not_found") return failed(t, back.error);
  }
  return { status: "refused", reason, error };
}

async function confirm(t: Target, a: Merge, sha: string | null): Promise<Applied> {
  if (sha === null)
    return { status: "retry", error: "merged, but the forge names no commit yet", after_ms: patience(t) };
  const inside = await t.client.isAncestor(t.repo, sha, a.base);
  if (!inside.ok) return failed(t, inside.error);
  if (inside.value) return done({ merged_sha: sha, pull_request: a.pull_request });
  return { status: "retry", error: `${sha} is not in the history of ${a.base} yet`, after_ms: patience(t) };
}
