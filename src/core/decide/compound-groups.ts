/**
 * One group of a compound review ends: with findings, or skipped with the reason. What happens to one costs the others
 * nothing. When the last has ended the findings of all of them become one.
 */
import type { JobReport } from "../../contract/runner.ts";
import { cutAt } from "../comment/quiet.ts";
import type { GroupRun, Run } from "../compound/run.ts";
import { itemKey } from "../spend/tally.ts";
import { backoffMs } from "../work/backoff.ts";
import { HELD, type Job, NOT_THE_AGENT } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { finishRun } from "./compound-filing.ts";
import type { Draft } from "./draft.ts";
import { cancelJob, queueJob } from "./phases.ts";

/** Of a group that the machine, the network or the provider ended; fewer where the configuration gives fewer attempts. */
const TRIES = 3;

/** `report` is null where the runner was not heard of any more. */
export function afterGroup(draft: Draft, item: WorkItem, job: Job, report: JobReport | null): void {
  const { run } = draft.meta.compound;
  const answer = report?.outputs?.compound;
  if (report?.outcome === "success" && answer !== undefined && item.compound !== undefined) {
    const skipped = answer.skipped !== undefined && answer.findings.length === 0;
    draft.putItem({ ...item, phase: "done", compound: { ...item.compound, answer } });
    return settle(draft, item, {
      state: skipped ? "skipped" : "done",
      why: skipped ? (answer.skipped ?? "") : "",
      findings: answer.findings.length,
      left_out: answer.left_out,
    });
  }
  const outcome = job.outcome ?? "infra";
  const left = run === null ? 0 : run.ends_at - draft.now;
  const { limits } = draft.context.config;
  if (NOT_THE_AGENT.has(outcome) && item.gate_attempts < Math.min(TRIES, limits.attempts)) {
    const asked = (job.trouble?.retry_after_secs ?? 0) * 1000;
    const pause = Math.max(
      asked,
      backoffMs(item.gate_attempts, limits.backoff_secs, limits.backoff_max_secs, job.id),
    );
    if (pause < left) {
      queueJob(draft, item, "compound", job.agent, pause);
      return;
    }
  }
  const problem = report?.outputs_problem ?? job.detail ?? "";
  skipGroup(draft, item.id, `${outcome}${problem === "" ? "" : `: ${problem}`}`);
}

/** Takes a group out of the run; whatever runs for it must have ended. */
export function skipGroup(draft: Draft, id: string, why: string): void {
  const item = draft.item(id);
  if (item === undefined) throw new Error(`the group ${id} of a compound review is not open`);
  draft.putItem({ ...item, phase: "done" });
  settle(draft, item, { state: "skipped", why: cutAt(why, 500), findings: 0, left_out: [] });
}

/** The jobs of a review that has taken its time; those that still think are not waited for. */
export const lateGroups = (draft: Draft): Job[] =>
  draft.liveJobs().filter((job) => job.kind === "compound" && (job.late_at ?? Infinity) <= draft.now);

export function giveUpGroups(draft: Draft, jobs: readonly Job[]): void {
  const { max_secs } = draft.context.config.compound_review;
  for (const job of jobs) {
    if (!draft.isLive(job)) continue;
    const begun = job.state !== "queued";
    cancelJob(draft, job, `The review has taken its ${max_secs} s.`);
    skipGroup(
      draft,
      job.item,
      `${begun ? "it had not answered" : "nobody could begin it"} within ${max_secs} s`,
    );
  }
}

/** What the groups of the run under way have cost, and what those that run may yet. */
export function runUsd(draft: Draft): number {
  const { run } = draft.meta.compound;
  const tallies = (run?.groups ?? []).flatMap((g) => (g.item === null ? [] : [draft.tally(itemKey(g.item))]));
  return tallies.reduce((sum, tally) => sum + tally.usd + tally.reserved_usd, 0);
}

/** Whether one more group may run now beside those that do. */
export function mayRunGroup(draft: Draft): boolean {
  const { max_agents, max_usd } = draft.context.config.compound_review;
  const running = draft.liveJobs().filter((job) => job.kind === "compound" && HELD.has(job.state)).length;
  return running < max_agents && (max_usd === 0 || runUsd(draft) < max_usd);
}

/** No group that waits can be paid any more, and none is under way that might cost less than was set aside for it. */
function skipUnpaid(draft: Draft): void {
  const { max_usd } = draft.context.config.compound_review;
  const jobs = draft.liveJobs().filter((job) => job.kind === "compound");
  if (max_usd === 0 || jobs.some((job) => HELD.has(job.state)) || runUsd(draft) < max_usd) return;
  const [job] = jobs;
  if (job === undefined) return;
  cancelJob(draft, job, "The money of the review is used up.");
  // The next one is skipped with the end of this.
  skipGroup(draft, job.item, `the $${max_usd.toFixed(2)} of the review are used up`);
}

function settle(
  draft: Draft,
  item: WorkItem,
  end: Pick<GroupRun, "state" | "why" | "findings"> & { readonly left_out: readonly string[] },
): void {
  const { run } = draft.meta.compound;
  if (run === null) throw new Error(`${item.id} belongs to no compound review`);
  const { left_out, ...ended } = end;
  const group = item.compound?.group ?? "";
  const next: Run = {
    ...run,
    groups: run.groups.map((g) => (g.item === item.id ? { ...g, ...ended } : g)),
    left_out: [...run.left_out, ...left_out.map((what) => `by ${group}: ${what}`)],
  };
  draft.setMeta({ compound: { ...draft.meta.compound, run: next } });
  if (end.state === "done")
    draft.log("compound.group_done", { agent: item.agent, group, findings: end.findings });
  else draft.log("compound.group_skipped", { agent: item.agent, group, reason: end.why });
  if (next.groups.every((g) => g.state !== "waiting")) finishRun(draft, next);
  else skipUnpaid(draft);
}
