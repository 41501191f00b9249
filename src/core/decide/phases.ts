/** The moves of a work item from one phase to the next, shared by the decisions. */
import type { JobKind } from "../../contract/job.ts";
import type { Finding } from "../../contract/outputs.ts";
import { parked } from "../comment/comment.ts";
import { cutAt, quiet } from "../comment/quiet.ts";
import type { Effect } from "../effect/effect.ts";
import { type Job, moveJob } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { noteEnding } from "./health.ts";
import { grantOf, settleSpending } from "./spending.ts";

/** Enters the phase that `kind` stands for, with its one job in the queue. */
export function queueJob(draft: Draft, item: WorkItem, kind: JobKind, agent: string, delay_ms = 0): WorkItem {
  const phase = kind;
  const put = draft.putItem({ ...item, phase });
  const job: Job = {
    id: `${draft.context.project.name}-${draft.nextId()}`,
    item: item.id,
    agent,
    kind,
    state: "queued",
    attempt: (kind === "change" ? item.attempts : item.gate_attempts) + 1,
    epoch: null,
    slot: null,
    runner: null,
    request_key: null,
    finish_key: null,
    route: null,
    head_sha: kind === "change" ? null : item.head_sha,
    not_before: draft.now + delay_ms,
    outcome: null,
    detail: null,
    seconds: null,
    trouble: null,
    ...(kind === "plan" ? { late_at: draft.now + draft.context.config.limits.plan_secs * 1000 } : {}),
    queued_at: draft.now,
    claimed_at: null,
    ended_at: null,
  };
  draft.putJob(job);
  draft.log("job.queued", {
    issue: item.issue,
    agent,
    job: job.id,
    attempt: job.attempt,
    kind,
    ...(delay_ms > 0 ? { delay_secs: Math.round(delay_ms / 1000) } : {}),
  });
  return put;
}

/** Sets an item aside with a question on the issue. Only a person's answer takes it up again. */
export function park(draft: Draft, item: WorkItem, reason: string): void {
  const put = draft.putItem({ ...item, phase: "parked", park_reason: reason });
  draft.effect(put.id, {
    kind: "comment",
    account: "coordinator",
    issue: put.issue,
    body: parked(reason),
    root: put.root,
    hop: put.hop,
  });
  draft.log("item.parked", { issue: put.issue, agent: put.agent, reason });
  draft.setMeta({ coordinate_due: true });
}

/** Takes a parked item up again with what a person answered. The idle count begins anew: the facts changed. */
export function unpark(draft: Draft, item: WorkItem, answer: string): void {
  if (item.merged_sha !== null) {
    // The work is in the target branch; only the closing was refused.
    draft.putItem({ ...item, phase: "merging", park_reason: null });
    draft.effect(item.id, { kind: "close_issue", account: "coordinator", issue: item.issue });
    return;
  }
  const { parked_from, ...rest } = item;
  const fresh: WorkItem = {
    ...rest,
    request: answer,
    park_reason: null,
    idle_attempts: 0,
    machine_failures: 0,
    attempts: 0,
    gate_attempts: 0,
    ...grantOf(draft, item),
    // Somebody else's pull request may have moved since it was judged.
    head_sha: item.subject === "pull" ? (draft.pull(item.issue)?.head_sha ?? item.head_sha) : item.head_sha,
  };
  draft.log("item.resumed", { issue: item.issue, agent: item.agent });
  const kind = parked_from ?? (item.subject === "pull" ? "review" : "change");
  queueJob(draft, fresh, kind, kind === "change" ? item.agent : judgeOf(draft, fresh, kind));
}

/** Who judges a change, or runs a claim again, when that goes on after a pause. */
function judgeOf(draft: Draft, item: WorkItem, kind: JobKind): string {
  if (item.subject === "pull") return item.agent;
  const { config, agents } = draft.context;
  const able = agents.filter((a) => a.enabled && a.name !== item.agent);
  const checker =
    kind === "verify"
      ? (able.find((a) => a.role === "qa") ?? able.find((a) => a.role === "reviewer"))
      : able.find((a) => a.name === config.review_gate.agent);
  return checker?.name ?? config.review_gate.agent;
}

/** Ends an item and whatever runs for it, because the world no longer wants it. */
export function cancelItem(draft: Draft, item: WorkItem, reason: string): void {
  const job = draft.liveJobOf(item.id);
  if (job !== undefined) cancelJob(draft, job, reason);
  withdraw(draft, item, reason, (e) => e.state === "proposed");
  draft.putItem({ ...item, phase: "cancelled", park_reason: reason });
  draft.log("item.cancelled", { issue: item.issue, agent: item.agent, reason });
  draft.setMeta({ coordinate_due: true });
}

/** Takes back effects of an item that nobody has begun to write. What a person has not decided on is nobody's promise yet. */
export function withdraw(
  draft: Draft,
  item: WorkItem,
  why: string,
  which: (effect: Effect) => boolean,
): void {
  for (const effect of draft.openEffects(item.id)) {
    if (effect.state === "applying" || !which(effect)) continue;
    draft.putEffect({ ...effect, state: "dead", error: `withdrawn: ${why}` });
    draft.log("effect.withdrawn", {
      issue: item.issue,
      effect: effect.id,
      kind: effect.action.kind,
      reason: why,
    });
  }
}

export function cancelJob(draft: Draft, job: Job, reason: string): void {
  const item = draft.item(job.item);
  const ended = moveJob(job, "cancelled", {
    outcome: job.state === "queued" ? "superseded" : "cancelled",
    detail: reason,
    ended_at: draft.now,
    slot: null,
  });
  draft.putJob(settleSpending(draft, ended, null));
  if (job.state !== "queued") noteEnding(draft, ended);
  draft.log("job.cancelled", {
    job: job.id,
    agent: job.agent,
    reason,
    ...(item === undefined ? {} : { issue: item.issue }),
    ...(job.epoch === null ? {} : { epoch: job.epoch }),
  });
}

/** Merges the head that passed, and no other. */
export function mergeNow(draft: Draft, item: WorkItem): void {
  const { pull_request, judged } = item;
  if (pull_request === null || judged === undefined) throw new Error(`${item.id} has nothing that passed`);
  draft.putItem({ ...item, phase: "merging" });
  draft.effect(item.id, {
    kind: "merge",
    account: "coordinator",
    pull_request,
    sha: judged.sha,
    base: draft.context.project.branch,
    title: `Merge pull request #${pull_request}: ${quiet(item.title, 150)}`,
    message: `For #${item.issue}. Reviewed by ${judged.by} at ${judged.sha}.`,
  });
}

/** Whether the item has an attempt left: also work that is sent back for ever would cost for ever. */
export const hasAttemptLeft = (draft: Draft, item: WorkItem): boolean =>
  item.attempts < draft.context.config.limits.attempts;

/** Back to the developer, on the same branch, with what the gate found; to a person when the attempts are used up. */
export function sendBack(draft: Draft, item: WorkItem, findings: readonly Finding[], why: string): void {
  const back: WorkItem = { ...item, findings, gate_attempts: 0 };
  if (hasAttemptLeft(draft, item)) {
    queueJob(draft, back, "change", item.agent);
    return;
  }
  park(
    draft,
    back,
    `I have tried ${item.attempts} times, and the last result was sent back: ${cutAt(why, 500)} What should I do?`,
  );
}
