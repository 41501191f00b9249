/** The moves of a work item from one phase to the next, shared by the decisions. */
import type { JobKind } from "../../contract/job.ts";
import type { Finding } from "../../contract/outputs.ts";
import { parked } from "../comment/comment.ts";
import { cutAt, quiet } from "../comment/quiet.ts";
import type { Effect } from "../effect/effect.ts";
import { inRound } from "../review/gate.ts";
import { isChange, type Job, moveJob } from "../work/job.ts";
import { unjudged } from "../work/progress.ts";
import { NO_ISSUE, type Phase, type WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { noteEnding } from "./health.ts";
import { letMerge } from "./merge-turn.ts";
import { linkTo, notify } from "./notify.ts";
import { settleSpending, spentFields } from "./spending.ts";
import { undoubles } from "./undouble.ts";

/** Where an item is while a job of this kind is wanted for it. */
const PHASE: Readonly<Record<JobKind, Phase>> = {
  change: "change",
  review: "review",
  check: "review",
  verify: "verify",
  plan: "plan",
  compound: "compound",
  revert: "change",
};

/** Enters the phase that `kind` stands for, with a job in the queue: its only one, or that of one gate. */
export function queueJob(draft: Draft, item: WorkItem, kind: JobKind, agent: string, delay_ms = 0): WorkItem {
  const proving = kind === "check" && item.phase === "proving";
  const phase = proving ? "proving" : PHASE[kind];
  const put = draft.putItem({ ...item, phase });
  const gate = kind === "review" || kind === "check" ? agent : undefined;
  const tried = isChange(kind)
    ? item.attempts
    : gate === undefined
      ? item.gate_attempts
      : (inRound(item.round, gate)?.attempts ?? item.gate_attempts);
  const job: Job = {
    id: `${draft.context.project.name}-${draft.nextId()}`,
    item: item.id,
    agent,
    kind,
    ...(gate === undefined ? {} : { gate }),
    state: "queued",
    attempt: tried + 1,
    epoch: null,
    slot: null,
    runner: null,
    request_key: null,
    finish_key: null,
    route: null,
    head_sha: isChange(kind) ? null : proving ? item.merged_sha : item.head_sha,
    not_before: draft.now + delay_ms,
    outcome: null,
    detail: null,
    seconds: null,
    trouble: null,
    ...lateness(draft, kind),
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
    ...busyWith(draft, agent),
  });
  return put;
}

/** What an agent without a free slot is at work on: why its job cannot begin at once. */
function busyWith(draft: Draft, agent: string): { busy_with?: readonly number[] } {
  const slots = draft.context.agents.find((a) => a.name === agent)?.slots;
  const held = draft.heldBy(agent);
  if (slots === undefined || held.length < slots) return {};
  return {
    busy_with: held.flatMap((job) => draft.item(job.item)?.issue ?? []).filter((n) => n !== NO_ISSUE),
  };
}

/** Until when an answer of this kind is waited for. */
function lateness({ now, context, meta }: Draft, kind: JobKind): { late_at?: number } {
  if (kind === "plan") return { late_at: now + context.config.limits.plan_secs * 1000 };
  return kind === "compound" && meta.compound.run !== null ? { late_at: meta.compound.run.ends_at } : {};
}

/** Sets an item aside with a question on the issue. Only a person's answer takes it up again. */
export function park(draft: Draft, item: WorkItem, reason: string): void {
  for (const job of draft.liveJobsOf(item.id)) cancelJob(draft, job, "The work waits for a person.");
  const put = draft.putItem({ ...item, phase: "parked", park_reason: reason });
  draft.say(put, parked(reason, isClosed(draft, item) ? null : unjudged(item)));
  draft.log("item.parked", { issue: put.issue, agent: put.agent, reason });
  notify(draft, {
    cause: `parked:${put.id}:${draft.now}`,
    kind: "person.wanted",
    level: "warning",
    about: `issue:${put.issue}`,
    title: `#${put.issue} waits for you: ${put.title}`,
    body: `${reason}\n\nA comment on it is the answer.`,
    link: linkTo(draft.context, put.issue),
  });
  draft.setMeta({ coordinate_due: true });
  letMerge(draft);
}

/** Of a pull request that a person closed it is no news that not every gate has judged it. */
const isClosed = (draft: Draft, { pull_request }: WorkItem): boolean =>
  draft.pull(pull_request ?? 0)?.state === "closed";

/** Ends an item and whatever runs for it, because the world no longer wants it. */
export function cancelItem(draft: Draft, item: WorkItem, reason: string): void {
  for (const job of draft.liveJobsOf(item.id)) cancelJob(draft, job, reason);
  // What nobody said yes to, and a merge that nobody has begun, is not what a person who says stop expects to see.
  withdraw(
    draft,
    item,
    reason,
    ({ state, action, attempts }) => state === "proposed" || (action.kind === "merge" && attempts === 0),
  );
  draft.putItem({ ...item, phase: "cancelled", park_reason: reason });
  draft.log("item.cancelled", { issue: item.issue, agent: item.agent, reason });
  draft.setMeta({ coordinate_due: true });
  letMerge(draft);
}

/** Ends work on an issue that a person closed while its merge was under way, which nothing comes of. False where it is open. */
export function cancelClosed(draft: Draft, item: WorkItem): boolean {
  // A revert is for the branch and not for its issue: a closed one changes nothing.
  if (item.subject === "revert" || draft.issue(item.issue)?.state !== "closed") return false;
  cancelItem(draft, item, "The issue was closed, and its pull request cannot be merged.");
  return true;
}

/** Takes back effects of an item that nobody has begun to write. What a person has not decided on is nobody's promise yet. */
export function withdraw(
  draft: Draft,
  item: WorkItem,
  why: string,
  which: (effect: Effect) => boolean,
): void {
  for (const effect of draft.openEffects(item.id)) {
    // Of two equal comments or issues one is taken away, whatever becomes of the work.
    if (effect.state === "applying" || undoubles(effect.id) || !which(effect)) continue;
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
  const settled = draft.putJob(settleSpending(draft, ended, null));
  if (job.state !== "queued") noteEnding(draft, ended);
  draft.log("job.cancelled", {
    job: job.id,
    agent: job.agent,
    kind: job.kind,
    attempt: job.attempt,
    outcome: settled.outcome ?? "cancelled",
    reason,
    ...spentFields(settled),
    ...(item === undefined ? {} : { issue: item.issue }),
    ...(job.epoch === null ? {} : { epoch: job.epoch }),
  });
}

/** The head, or who judges it, is not what it was: nothing that was said of it counts. It is read again, and judged as it is then. */
export function readHead(draft: Draft, item: WorkItem, why = "Somebody pushed to the branch."): void {
  for (const job of draft.liveJobsOf(item.id)) cancelJob(draft, job, why);
  draft.putItem({ ...item, phase: "delivering" });
  draft.effect(item.id, {
    kind: "open_pull",
    account: draft.account(item.agent),
    branch: item.branch,
    base: draft.context.project.branch,
    title: quiet(item.title, 200),
    body: `For #${item.issue}.`,
  });
}

/** Whether the item has an attempt left: also work that is sent back for ever would cost for ever. */
export const hasAttemptLeft = (draft: Draft, item: WorkItem): boolean =>
  item.attempts < draft.context.config.limits.attempts;

/** Back to the developer with one thing alone that stands in the way. */
export function sendBackFor(draft: Draft, item: WorkItem, what: string): void {
  const message = cutAt(what, 4_000);
  sendBack(draft, item, [{ severity: "major", message }], message);
}

/** Back to the developer, on the same branch, with what the gate found; to a person when the attempts are used up. */
export function sendBack(draft: Draft, item: WorkItem, findings: readonly Finding[], why: string): void {
  const back: WorkItem = { ...item, findings, gate_attempts: 0 };
  if (item.subject === "revert")
    return park(
      draft,
      back,
      `The revert of ${item.reverts} did not pass: ${cutAt(why, 500)} What should I do?`,
    );
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
