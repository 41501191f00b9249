/**
 * A job ends: by the runner's report, by its lease running out, or because it never began. The epoch is checked
 * here, once; what an accepted report asks for enters the outbox in the same transaction and is then a promise.
 */
import type { Trouble, Usage } from "../../contract/agent-run.ts";
import type { Outcome } from "../../contract/job.ts";
import type { JobReport } from "../../contract/runner.ts";
import { countTry, inRound } from "../review/gate.ts";
import { backoffMs } from "../work/backoff.ts";
import { endState, gateOf, isChange, type Job, moveJob, NOT_THE_AGENT } from "../work/job.ts";
import { isGreen, isSame, progressOf } from "../work/progress.ts";
import type { WorkItem } from "../work/work-item.ts";
import { afterChange } from "./after-change.ts";
import { afterCheck } from "./after-check.ts";
import { afterReview, afterVerify } from "./after-gate.ts";
import { afterGroup } from "./compound-groups.ts";
import { afterLostPlan, afterPlan } from "./coordinate.ts";
import { type Changes, Draft } from "./draft.ts";
import { letThrough } from "./gates.ts";
import { noteEnding } from "./health.ts";
import { park, queueJob } from "./phases.ts";
import { afterRevert } from "./prove.ts";
import type { Snapshot } from "./snapshot.ts";
import { settleSpending, spentFields } from "./spending.ts";

export interface ReportInput {
  readonly job: string;
  readonly epoch: number;
  readonly finish_key: string;
  readonly report: JobReport;
}

export interface ReportDecision {
  readonly accepted: boolean;
  readonly reason: string;
  readonly changes: Changes;
}

/** `job` is the stored row, live or ended, so that a late report can be told what became of its job. */
export function onReport(snapshot: Snapshot, job: Job | undefined, input: ReportInput): ReportDecision {
  const draft = new Draft(snapshot, "under_way");
  const refuse = (reason: string): ReportDecision => {
    draft.log("report.refused", { job: input.job, epoch: input.epoch, reason });
    return { accepted: false, reason, changes: draft.changes() };
  };
  if (job === undefined) return refuse("This job is not known here.");
  if (job.finish_key === input.finish_key) {
    return { accepted: true, reason: "This report was accepted before.", changes: draft.changes() };
  }
  if (job.epoch !== input.epoch)
    return refuse(`The epoch is old: ${input.epoch}, and the job is at ${job.epoch}.`);
  if (job.state !== "leased" && job.state !== "running") {
    keepCheckpoint(draft, job, input.report);
    return refuse(`The job had already ended: ${job.outcome ?? job.state}.`);
  }
  endJob(draft, job, input.report, input.finish_key);
  return { accepted: true, reason: "accepted", changes: draft.changes() };
}

/** A job that was taken from its runner: what its agent had is the only thing of the report that is still wanted. */
function keepCheckpoint(draft: Draft, job: Job, { checkpoint_sha }: JobReport): void {
  const item = draft.item(job.item);
  if (job.state !== "cancelled" || checkpoint_sha === null || item === undefined) return;
  if (draft.liveJobsOf(item.id).length === 0) draft.putItem({ ...item, checkpoint_sha });
}

/** The lease ran out without a word. Null when the job is no longer held under that epoch: nothing to expire. */
export function onExpire(snapshot: Snapshot, job_id: string, epoch: number): Changes | null {
  const draft = new Draft(snapshot, "under_way");
  const job = draft.job(job_id);
  if (job === undefined || job.epoch !== epoch || (job.state !== "leased" && job.state !== "running"))
    return null;
  const item = itemOf(draft, job);
  const detail = "The runner was not heard of until the lease ran out.";
  const ended = settle(
    draft,
    job,
    { outcome: "lease_expired", detail, usage: null, trouble: null, model: null, denials: 0 },
    null,
  );
  if (job.kind === "plan") afterLostPlan(draft, item.id, detail);
  else if (job.kind === "compound") afterGroup(draft, item, ended, null);
  else again(draft, item, ended);
  return draft.changes();
}

function itemOf(draft: Draft, job: Job): WorkItem {
  const item = draft.item(job.item);
  if (item === undefined) throw new Error(`job ${job.id} belongs to ${job.item}, which is not open`);
  return item;
}

function endJob(draft: Draft, job: Job, report: JobReport, finish_key: string): void {
  const item = itemOf(draft, job);
  const { outcome, detail, usage, trouble, model, denials } = report;
  const ended = settle(draft, job, { outcome, detail, usage, trouble, model, denials }, finish_key);
  const spent = draft.putItem({ ...item, seconds: item.seconds + usage.seconds });
  if (job.kind === "change") afterChange(draft, spent, ended, report, again);
  else if (job.kind === "revert") afterRevert(draft, spent, ended, report, again);
  else if (job.kind === "review") afterReview(draft, spent, ended, report, again);
  else if (job.kind === "check") afterCheck(draft, spent, ended, report, again);
  else if (job.kind === "verify") afterVerify(draft, spent, ended, report, again);
  else if (job.kind === "compound") afterGroup(draft, spent, ended, report);
  else afterPlan(draft, spent, report);
  draft.setMeta({ coordinate_due: true });
}

interface Ending {
  readonly outcome: Outcome;
  readonly detail: string;
  /** Null where nothing was or ever will be reported. */
  readonly usage: Usage | null;
  readonly trouble: Trouble | null;
  /** The model that answered, where that is known. */
  readonly model: string | null;
  readonly denials: number;
}

function settle(draft: Draft, job: Job, ending: Ending, finish_key: string | null): Job {
  const { outcome, detail, usage, trouble, model, denials } = ending;
  const seconds = usage?.seconds ?? null;
  const state = endState(outcome);
  const moved = moveJob(job, state, {
    outcome,
    detail,
    seconds,
    trouble,
    answered: model,
    denials,
    finish_key,
    slot: null,
    ended_at: draft.now,
  });
  const ended = draft.putJob(settleSpending(draft, moved, usage));
  draft.log(`job.${state}`, {
    job: job.id,
    agent: job.agent,
    outcome,
    kind: job.kind,
    attempt: job.attempt,
    ...(draft.item(job.item) === undefined ? {} : { issue: draft.item(job.item)?.issue ?? 0 }),
    ...(job.epoch === null ? {} : { epoch: job.epoch }),
    ...(seconds === null ? {} : { seconds }),
    ...(trouble === null ? {} : { trouble: trouble.kind }),
    ...(model === null ? {} : { answered: model }),
    ...spentFields(ended),
    ...(state === "failed" ? { reason: reasonOf(outcome, detail) } : {}),
  });
  noteEnding(draft, ended);
  return ended;
}

/** What is in conflict stands in the first line; its hunks are for whoever mends it. */
const reasonOf = (outcome: Outcome, detail: string): string =>
  (outcome === "merge_conflict" ? (detail.split("\n")[0] ?? "") : detail).slice(0, 300);

/** The same work once more, later each time, until the attempts are used up and a person is asked. */
export type Again = typeof again;
function again(draft: Draft, item: WorkItem, job: Job): void {
  const { limits } = draft.context.config;
  if (job.outcome === "cancelled") {
    // The runner was stopped, for an upgrade or by Ctrl-C: nobody tried, so no attempt is used up.
    // A pause all the same: a runner that gives everything back must not make it go round without end.
    queueJob(draft, giveBack(item, job), job.kind, job.agent, limits.backoff_secs * 1000);
    return;
  }
  const failures = item.machine_failures ?? 0;
  if (
    job.outcome !== null &&
    NOT_THE_AGENT.has(job.outcome) &&
    failures < limits.attempts * MACHINE_FAILURES
  ) {
    const back = giveBack({ ...item, machine_failures: failures + 1 }, job);
    const pause = backoffMs(failures + 1, limits.backoff_secs, limits.backoff_max_secs, job.id);
    queueJob(draft, back, job.kind, job.agent, Math.max(pause, providerWaitMs(job)));
    return;
  }
  const used = usedFor(item, job);
  const why = `${job.outcome ?? "failed"}${job.detail === null || job.detail === "" ? "" : `: ${job.detail.slice(0, 500)}`}`;
  if (used >= limits.attempts) {
    park(draft, item, `I have tried ${used} times, and the last attempt ended as ${why}. What should I do?`);
    return;
  }
  if (item.idle_attempts >= limits.no_progress && !(job.outcome !== null && NOT_THE_AGENT.has(job.outcome))) {
    // What passed needs no question: it is merged, or the forge says why not.
    if (job.kind === "change" && isGreen(item)) return letThrough(draft, { ...item, idle_attempts: 0 });
    park(
      draft,
      item,
      `${item.idle_attempts} attempts in a row changed nothing; the last ended as ${why}. What should I do?`,
    );
    return;
  }
  if (job.kind !== "change" && used >= limits.no_progress && isIdle(item, job)) {
    park(
      draft,
      item,
      `\`${job.agent}\` was asked ${used} times and gave no verdict; the last time ended as ${why}. What should I do?`,
    );
    return;
  }
  const backoff = backoffMs(used, limits.backoff_secs, limits.backoff_max_secs, job.id);
  queueJob(draft, item, job.kind, job.agent, Math.max(backoff, providerWaitMs(job)));
}

/** A judge's attempt without a verdict, in which nobody said anything either, is one without progress: all that it can move is these. */
const isIdle = (item: WorkItem, { before, outcome }: Job): boolean =>
  (outcome === null || !NOT_THE_AGENT.has(outcome)) &&
  (before === undefined || isSame(before, progressOf(item)));

/** For each attempt that an item has, this many may be lost to the machine, the network or the provider. */
const MACHINE_FAILURES = 3;

const isJudging = ({ kind }: Job): boolean => kind === "review" || kind === "check";

/** The attempts that count against this job: its gate's own, where it is for one. */
const usedFor = (item: WorkItem, job: Job): number =>
  isChange(job.kind)
    ? item.attempts
    : isJudging(job)
      ? (inRound(item.round, gateOf(job))?.attempts ?? item.gate_attempts)
      : item.gate_attempts;

function giveBack(item: WorkItem, job: Job): WorkItem {
  if (isChange(job.kind)) return { ...item, attempts: item.attempts - 1 };
  if (!isJudging(job) || item.round === undefined) return { ...item, gate_attempts: item.gate_attempts - 1 };
  return countTry(item, item.round, gateOf(job), -1);
}

const LONGEST_WAIT_SECS = 24 * 3_600;

/** A provider that said when it will answer again is not asked sooner: that would only use up an attempt. */
const providerWaitMs = ({ trouble }: Job): number =>
  Math.min(trouble?.retry_after_secs ?? 0, LONGEST_WAIT_SECS) * 1000;
