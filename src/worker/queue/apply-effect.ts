/**
 * One effect on the forge, so that it ends visible exactly once: before a second try it looks for what the first may
 * have left (a comment or review by its marker, a status by its words, a pull request by its branch), and a merge is done
 * only when the forge confirms the commit in the history of the target branch.
 */
import type { Applied, Effect, EffectAction } from "../../core/effect/effect.ts";
import type { ForgeFailure } from "../../forge/client.ts";
import { markerEffect, withMarker } from "../../forge/marker.ts";
import type { Door } from "../environment.ts";
import { done, failed, type Target, triedBefore } from "./applied.ts";
import { addDependency, addLabels, createIssue, editIssue } from "./apply-issue.ts";
import { applyMerge } from "./apply-merge.ts";
import type { ForgeAccess } from "./forge-call.ts";

export async function applyEffect(
  access: ForgeAccess,
  door: Door,
  repo: string,
  _project: string,
  effect: Effect,
): Promise<Applied> {
  const client = access.client(effect.action.account);
  // The last door before the forge: whoever wrote the text, no secret of ours stands in it. The marker comes after it.
  const action = door.redactor.data(effect.action);
  const { marker_secret: secret, config } = door;
  const target = { access, client, repo, secret, effect, review_gate: config.review_gate, now: Date.now() };
  const applied = await act(target, action);
  if (applied.status === "done") await access.answered();
  return applied;
}

function act(t: Target, action: EffectAction): Promise<Applied> {
  switch (action.kind) {
    case "comment":
      return comment(t, action);
    case "open_pull":
      return openPull(t, action);
    case "review":
      return review(t, action);
    case "merge":
      return applyMerge(t, action);
    case "cancel_merge":
      return simple(t, t.client.cancelMerge(t.repo, action.pull_request), "not_found");
    case "status":
      return status(t, action);
    case "close_issue":
      return closeIssue(t, action.issue);
    case "reopen_issue":
      return simple(t, t.client.reopenIssue(t.repo, action.issue));
    case "create_issue":
      return createIssue(t, action);
    case "edit_issue":
      return editIssue(t, action);
    case "add_dependency":
      return addDependency(t, action);
    case "add_labels":
      return addLabels(t, action);
    case "delete_comment":
      return simple(t, t.client.deleteComment(t.repo, action.comment), "not_found");
  }
}

async function simple(
  t: Target,
  call: Promise<{ ok: true; value: unknown } | { ok: false; error: ForgeFailure }>,
  fine?: ForgeFailure["reason"],
): Promise<Applied> {
  const answer = await call;
  if (answer.ok || answer.error.reason === fine) return done();
  return failed(t, answer.error);
}

async function closeIssue(t: Target, issue: number): Promise<Applied> {
  const closed = await t.client.closeIssue(t.repo, issue);
  return closed.ok ? done({ updated_at: closed.value.updated_at }) : failed(t, closed.error);
}

async function comment(t: Target, a: Extract<EffectAction, { kind: "comment" }>): Promise<Applied> {
  if (triedBefore(t)) {
    const there = await t.client.commentsOf(t.repo, a.issue);
    if (!there.ok) return failed(t, there.error);
    const mine = there.value.find((c) => markerEffect(c.body) === t.effect.id);
    if (mine !== undefined) return done({ comment: mine.id });
  }
  const body = await withMarker(t.secret, { repo: t.repo, issue: a.issue }, a.body, {
    effect: t.effect.id,
    root: a.root,
    hop: a.hop,
    ...(a.job === undefined ? {} : { job: a.job }),
    ...(a.epoch === undefined ? {} : { epoch: a.epoch }),
    ...(a.agent === undefined ? {} : { agent: a.agent }),
  });
  const added = await t.client.addComment(t.repo, a.issue, body);
  return added.ok ? done({ comment: added.value.id }) : failed(t, added.error);
}

async function status(t: Target, a: Extract<EffectAction, { kind: "status" }>): Promise<Applied> {
  const { context, state, description } = a;
  if (triedBefore(t)) {
    const there = await t.client.statuses(t.repo, a.sha);
    if (!there.ok) return failed(t, there.error);
    const mine = there.value.statuses.find((s) => s.context === context);
    if (mine?.state === state && mine.description === description) return done();
  }
  return simple(t, t.client.setStatus(t.repo, a.sha, { state, context, description }));
}

async function openPull(t: Target, a: Extract<EffectAction, { kind: "open_pull" }>): Promise<Applied> {
  const found = (pull: { number: number; head_sha: string }) =>
    done({ pull_request: pull.number, head_sha: pull.head_sha });
  const { branch: head, base, title, body } = a;
  const open = await t.client.openPull(t.repo, { head, base, title, body });
  if (open.ok) return found(open.value);
  if (open.error.reason !== "conflict") return failed(t, open.error);
  // There is one already: the next attempt of the same item, or the answer to the first try was lost.
  const there = await t.client.pullByHead(t.repo, base, head);
  if (!there.ok) return failed(t, there.error);
  if (there.value.state === "open") return found(there.value);
  return { status: "refused", reason: "gone", error: `pull request #${there.value.number} is closed` };
}

async function review(t: Target, a: Extract<EffectAction, { kind: "review" }>): Promise<Applied> {
  const pull = await t.client.pull(t.repo, a.pull_request);
  if (!pull.ok) return failed(t, pull.error);
  if (triedBefore(t)) {
    const there = await t.client.reviews(t.repo, a.pull_request);
    if (!there.ok) return failed(t, there.error);
    const mine = there.value.find((r) => markerEffect(r.body) === t.effect.id);
    if (mine !== undefined) return done({ review: mine.id });
  }
  const body = await withMarker(t.secret, { repo: t.repo, issue: a.pull_request }, a.body, {
    effect: t.effect.id,
    root: "",
    hop: 0,
  });
  const comments = a.comments ?? [];
  // Once refused they are left out: whatever the forge has against a line, the review itself must not hang on it.
  if (comments.length > 0 && t.effect.attempts === 0) {
    const whole = { event: a.event, body, commit_id: a.sha, comments };
    const beside = await t.client.review(t.repo, a.pull_request, whole);
    if (beside.ok) return done({ review: beside.value.id });
    // A line that is not in the change, or not in the file: everything stands in the body as well.
    if (beside.error.reason !== "validation") return failed(t, beside.error);
  }
  const given = await t.client.review(t.repo, a.pull_request, { event: a.event, body, commit_id: a.sha });
  if (given.ok) return done({ review: given.value.id });
  if (given.error.reason === "validation" && a.event !== "COMMENT") {
    // One account for author and reviewer: the forge refuses the review, so the gate is status and comment only.
    const said = await t.client.review(t.repo, a.pull_request, { event: "COMMENT", body, commit_id: a.sha });
    return said.ok ? done({ review: said.value.id }) : failed(t, said.error);
  }
  return failed(t, given.error);
}
