/**
 * The coordinator: ranks the mirror and gives ready issues to idle developers, the best first. Where an agent has a model for
 * it, that chooses among the same issues, and the rank decides whenever it does not. It runs only where `mayCoordinate` says so.
 */
import type { JobReport } from "../../contract/runner.ts";
import { mayBegin } from "../control/stop.ts";
import type { Ranking } from "../ranking/rank.ts";
import { isWithinActiveHours } from "../scheduling/active-hours.ts";
import type { Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { askAnew } from "./ask-anew.ts";
import { giveUpGroups, lateGroups } from "./compound-groups.ts";
import { type Changes, Draft } from "./draft.ts";
import { cancelJob } from "./phases.ts";
import { askPlanner, endPlan, followPlan, giveUpLate, lateJob, planUnderWay } from "./plan.ts";
import { rankProject } from "./rank-project.ts";
import type { Snapshot } from "./snapshot.ts";
import { developerFor } from "./staff.ts";
import { pickByRank } from "./take.ts";

export function mayCoordinate(s: Snapshot): boolean {
  if (s.jobs.some((job) => job.late_at !== undefined && job.late_at <= s.now)) return true;
  const { project } = s.context;
  if (!s.meta.coordinate_due || !s.meta.synced || isStopped(s)) return false;
  return (
    s.meta.asked ||
    project.active === "always" ||
    isWithinActiveHours(project.schedule, project.timezone, s.now)
  );
}

function isStopped({ context, meta }: Snapshot): boolean {
  if (!context.config.factory.enabled || !context.project.enabled) return true;
  // Where coordinators are configured, one of them must be allowed to look.
  const chiefs = context.agents.filter((a) => a.role === "coordinator");
  const asleep = chiefs.length > 0 && !chiefs.some((a) => a.enabled && mayBegin(meta.stops, a.name));
  return asleep || !mayBegin(meta.stops, null);
}

export function coordinate(snapshot: Snapshot): Changes {
  const draft = new Draft(snapshot);
  const slow = lateGroups(draft);
  if (slow.length > 0) {
    giveUpGroups(draft, slow);
    return draft.changes();
  }
  const ranking = rankProject(snapshot);
  const late = lateJob(draft);
  if (late !== undefined) {
    giveUpLate(draft, late);
    chooseByRank(draft, ranking);
    return draft.changes();
  }
  draft.setMeta({ coordinate_due: false, asked: false });
  reportCycles(draft, ranking);
  askAnew(draft);
  if (planUnderWay(draft) === undefined && !askPlanner(draft, ranking)) chooseByRank(draft, ranking);
  return draft.changes();
}

/** The coordinator's model has answered, or its job ended without an answer. */
export function afterPlan(draft: Draft, item: WorkItem, report: JobReport): void {
  const ranking = rankProject(draft.snapshot);
  if (isStopped(draft.snapshot)) endPlan(draft, item.id, "unused", "the project was stopped in the meantime");
  else if (!followPlan(draft, item, report, ranking)) chooseByRank(draft, ranking);
}

export function afterLostPlan(draft: Draft, item: string, why: string): void {
  endPlan(draft, item, "failed", why);
  chooseByRank(draft, rankProject(draft.snapshot));
}

/** Nobody who is there can answer: the choice is made at once, and not when an answer would be late. */
export function giveUpPlan(draft: Draft, job: Job, why: string): void {
  cancelJob(draft, job, why);
  afterLostPlan(draft, job.item, why);
}

function chooseByRank(draft: Draft, ranking: Ranking): void {
  if (isStopped(draft.snapshot)) return;
  // An issue that was just asked about is not begun in the same breath.
  const waiting = ranking.ready.filter((one) => draft.itemOn(one.number) === undefined);
  const picks: string[] = [];
  const { limits } = draft.context.config;
  for (;;) {
    const [best, ...rest] = waiting;
    const issue = best === undefined ? undefined : draft.issue(best.number);
    const fit = issue === undefined ? undefined : developerFor(draft, issue);
    if (best === undefined || fit === undefined) break;
    if (draft.items().filter((i) => i.phase !== "parked").length >= limits.open_items) break;
    waiting.shift();
    const next = rest.slice(0, 2);
    pickByRank(draft, ranking, fit, best, next);
    picks.push(`${fit.agent.name} #${best.number} before ${next.map((n) => `#${n.number}`).join(" ")}`);
  }
  // Kept while there is nothing to pick: each comment makes an issue's dependencies stale for a moment.
  if (draft.context.project.mode !== "observe") draft.setMeta({ observed_picks: "" });
  else if (picks.length > 0) draft.setMeta({ observed_picks: picks.join("; ") });
}

function reportCycles(draft: Draft, ranking: Ranking): void {
  for (const finding of ranking.findings) {
    if (finding.kind !== "cycle") continue;
    const numbers = finding.issues.filter((i): i is number => typeof i === "number").sort((a, b) => a - b);
    const first = numbers[0];
    const id = `cycle:${numbers.join("-")}`;
    if (first === undefined || draft.snapshot.effect(id) !== undefined) continue;
    draft.log("ranking.cycle", { issue: first, reason: finding.message });
    const body = `${finding.message}.\n\nI leave these issues alone until then.`;
    draft.effect(null, { kind: "comment", account: "coordinator", issue: first, body, root: id, hop: 0 }, id);
  }
}
