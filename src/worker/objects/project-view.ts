/** What a project shows of itself: for the state API, the terminal and scripts. */
import type { JobView, ProjectView, WorkItemView } from "../../contract/state.ts";
import { offDuty } from "../../core/decide/off-duty.ts";
import { plannerOf } from "../../core/decide/plan.ts";
import { heldBy, rankProject } from "../../core/decide/rank-project.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { breakerState } from "../../core/policy/breaker.ts";
import { nextFiring } from "../../core/scheduling/firing.ts";
import { itemKey } from "../../core/spend/tally.ts";
import { HELD, type Job } from "../../core/work/job.ts";
import type { WorkItem } from "../../core/work/work-item.ts";
import { effectCounts, jobsOf, movingEffects, recentItems } from "../store/work.ts";
import { compoundView } from "./project-compound.ts";
import { alertViews, spendView, stopViews, tallyView } from "./project-health.ts";
import { watchViews } from "./project-watch.ts";

/** Work items shown, newest first: enough for a page, bounded for an old project. */
const SHOWN = 200;

export function projectView(
  sql: SqlStorage,
  s: Snapshot,
  { records, notices }: Pick<ProjectView, "records" | "notices">,
): ProjectView {
  const { project } = s.context;
  const ranking = rankProject(s);
  const blocked = new Map(ranking.blocked.map((b) => [b.number, b.blocked_by]));
  const cyclic = new Set(ranking.findings.filter((f) => f.kind === "cycle").flatMap((f) => f.issues));
  const effects = effectCounts(sql);
  const rest = atRest(sql, s, ranking.ready.length);
  return {
    name: project.name,
    repo: project.repo,
    schedule: project.schedule,
    timezone: project.timezone,
    next_run_ms: nextFiring(project.schedule, project.timezone, s.now),
    paused: s.meta.stops.some(
      (t) => t.verb === "pause" && (t.scope === "project" || t.scope === "everything"),
    ),
    stops: stopViews(s),
    nightwatch: watchViews(s),
    breaker: breakerState(s.meta.breaker, s.context.config.limits, s.now),
    quarantine: Object.entries(s.meta.quarantine).flatMap(([agent, { since, detail }]) =>
      since === null ? [] : [{ agent, detail }],
    ),
    settled: s.meta.synced && !s.meta.coordinate_due && rest !== false,
    mode: project.mode,
    waits_for: rest === false || rest === "done" ? null : rest,
    synced: s.meta.synced,
    spend: spendView(s),
    alerts: alertViews(s),
    coordinator: coordinatorView(s),
    compound_review: compoundView(s),
    issues: s.issues().map((issue) => ({
      number: issue.number,
      title: issue.title,
      state: issue.state,
      author: issue.author.login,
      rank: ranking.ranks.get(issue.number) ?? null,
      held_by: issue.state === "closed" ? null : heldReason(s, issue, blocked, cyclic),
    })),
    work_items: recentItems(sql, SHOWN).map((item) => itemView(sql, s, item)),
    records,
    notices,
    effects,
  };
}

function coordinatorView({ context, items, meta, now }: Snapshot): ProjectView["coordinator"] {
  const { last } = meta.planner;
  return {
    agent: plannerOf(context.agents)?.name ?? null,
    asked: items.some((item) => item.subject === "plan"),
    last: last && {
      outcome: last.outcome,
      sentence: last.sentence,
      secs_ago: Math.max(0, (now - last.at) / 1000),
    },
  };
}

/** Whether anything but a person moves the work on: false when something does, else what is waited for. */
function atRest(sql: SqlStorage, s: Snapshot, ready: number): false | "done" | "approval" | "promotion" {
  const { mode } = s.context.project;
  const working = s.items.filter((i) => i.phase !== "parked");
  const waiting = effectCounts(sql).pending > 0 || working.length > 0 || ready > 0;
  if (mode === "observe")
    return s.jobs.some((j) => HELD.has(j.state)) ? false : waiting ? "promotion" : "done";
  if (s.jobs.length > 0 || ready > 0 || movingEffects(sql) > 0) return false;
  if (effectCounts(sql).proposed > 0) return "approval";
  return working.length === 0 ? "done" : false;
}

function heldReason(
  s: Snapshot,
  issue: Parameters<typeof heldBy>[1],
  blocked: ReadonlyMap<number, readonly (number | string)[]>,
  cyclic: ReadonlySet<number | string>,
): string | null {
  if (cyclic.has(issue.number)) return "a cycle of dependencies";
  const by = blocked.get(issue.number);
  const name = (ref: number | string) => (typeof ref === "number" ? `#${ref}` : ref);
  return by === undefined ? heldBy(s, issue) : `waits for ${by.map(name).join(", ")}`;
}

function itemView(sql: SqlStorage, s: Snapshot, item: WorkItem): WorkItemView {
  return {
    id: item.id,
    issue: item.issue,
    title: item.title,
    phase: item.phase,
    agent: item.agent,
    rank: item.rank,
    attempts: item.attempts,
    seconds: item.seconds,
    spend: tallyView(s.tally(itemKey(item.id))),
    pull_request: item.pull_request,
    merged_sha: item.merged_sha,
    park_reason: item.park_reason,
    jobs: jobsOf(sql, item.id).map((job) => jobView(s, item, job)),
  };
}

function jobView({ context }: Snapshot, { issue }: WorkItem, job: Job): JobView {
  return {
    id: job.id,
    agent: job.agent,
    kind: job.kind,
    state: job.state,
    attempt: job.attempt,
    epoch: job.epoch,
    outcome: job.outcome,
    detail: job.detail,
    runner: job.runner,
    waits: job.state === "queued" ? (offDuty(context.agents, job, issue) ?? job.waits ?? null) : null,
    tier: job.route?.tier ?? "",
    cli: job.route?.cli ?? "",
    model: job.route?.model ?? "",
    seconds: job.seconds,
    usd: job.spent?.usd ?? null,
    priced_by: job.spent?.priced_by ?? null,
  };
}
