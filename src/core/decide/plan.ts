/**
 * The coordinator's model: asking it, and what becomes of its answer. One question at a time in a project, and only while
 * something is ready and somebody idle. Whatever is wrong with the answer, the choice is then made without it, in the same
 * decision: a model that fails costs its time and never stops the factory.
 */
import type { AgentConfig } from "../../contract/config.ts";
import type { PlanAnswer } from "../../contract/outputs.ts";
import type { JobReport } from "../../contract/runner.ts";
import { cutAt } from "../comment/quiet.ts";
import { mayBegin } from "../control/stop.ts";
import { judgePlan, type PlanRefusal } from "../coordinator/answer.ts";
import { afterFollowed, afterRefused } from "../coordinator/planner.ts";
import { agentsSection, type ReadyEntry, readySection } from "../prompt/plan-sections.ts";
import type { Ranking } from "../ranking/rank.ts";
import type { Job } from "../work/job.ts";
import { freshItem, NO_ISSUE, type WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { cancelJob, queueJob } from "./phases.ts";
import { freeSlots, isAnyIdle } from "./staff.ts";
import { askForClarity, pickAsPlanned } from "./take.ts";

/** Issues it is shown: what stands below is not chosen before these. */
const SHOWN = 15;

/** The agent whose model chooses; undefined where the choice is made by rank alone. */
export const plannerOf = (agents: readonly AgentConfig[]): AgentConfig | undefined =>
  agents.find((one) => one.role === "coordinator" && one.enabled && one.model !== undefined);

export const planUnderWay = (draft: Draft): WorkItem | undefined =>
  draft.items().find((item) => item.subject === "plan");

/** Whether it was asked: then nothing is picked until its answer, or until that is late. */
export function askPlanner(draft: Draft, { ready }: Ranking): boolean {
  const { agents, project } = draft.context;
  const agent = plannerOf(agents);
  // What is only observed costs no session.
  if (agent === undefined || project.mode === "observe" || !mayBegin(draft.meta.stops, agent.name))
    return false;
  if (draft.meta.planner.not_before > draft.now || ready.length === 0 || !isAnyIdle(draft)) return false;
  const id = `w${draft.nextId()}`;
  const shown = ready.slice(0, SHOWN).map((one) => one.number);
  const item = freshItem(id, draft.now, {
    subject: "plan",
    issue: NO_ISSUE,
    title: "What is worked on next",
    phase: "plan",
    agent: agent.name,
    root: `coordinator:plan:${id}`,
    shown,
  });
  queueJob(draft, item, "plan", agent.name);
  draft.log("coordinator.asked", { agent: agent.name, issues: shown });
  return true;
}

/** What its prompt shows of the list it was asked about. */
export function planPrompt(
  draft: Draft,
  item: WorkItem,
  ranking: Ranking,
): { ready: string; agents: string } {
  const entries = (item.shown ?? []).flatMap((number): ReadyEntry[] => {
    const issue = ranking.ready.find((one) => one.number === number);
    const known = draft.issue(number);
    if (issue === undefined || known === undefined) return [];
    const waiting = ranking.blocked.filter((b) => b.blocked_by.includes(number)).map((b) => b.number);
    return [{ issue, title: known.title, body: known.body, labels: known.labels, waiting }];
  });
  const agents = draft.context.agents.map((agent) => ({
    agent,
    free: freeSlots(draft, agent),
    busy: draft
      .items()
      .filter((i) => i.phase === "change" && i.agent === agent.name)
      .map((i) => i.issue),
  }));
  const more = ranking.ready.length - entries.length;
  return { ready: readySection(entries, more), agents: agentsSection(agents) };
}

/** The job of a plan that has taken longer than an answer is waited for. */
export const lateJob = (draft: Draft): Job | undefined =>
  draft.liveJobs().find((job) => job.kind === "plan" && (job.late_at ?? Infinity) <= draft.now);

export function giveUpLate(draft: Draft, job: Job): void {
  const { plan_secs } = draft.context.config.limits;
  cancelJob(draft, job, `No answer within ${plan_secs} s.`);
  endPlan(draft, job.item, "late", `there was no answer within ${plan_secs} s`);
}

/** Follows the answer, or says why not. False where the choice is still to be made. */
export function followPlan(draft: Draft, item: WorkItem, report: JobReport, ranking: Ranking): boolean {
  const { outputs, outputs_problem, outcome, detail } = report;
  const answer = outputs?.plan;
  if (outputs_problem !== null) return endPlan(draft, item.id, "malformed", outputs_problem);
  if (answer === undefined && (outcome === "success" || outcome === "malformed_outputs"))
    return endPlan(draft, item.id, "missing", "it left no plan");
  if (answer === undefined || outcome !== "success")
    return endPlan(draft, item.id, "failed", `${outcome}: ${detail}`);
  const judged = judgePlan(answer, {
    shown: item.shown ?? [],
    ready: new Set(ranking.ready.map((one) => one.number)),
    agents: draft.context.agents.map((agent) => ({
      name: agent.name,
      fits: agent.role === "developer" && agent.enabled,
      free: freeSlots(draft, agent),
    })),
  });
  if (!judged.ok) return endPlan(draft, item.id, judged.error.reason, judged.error.sentence);
  draft.putItem({ ...item, phase: "done" });
  draft.setMeta({ planner: afterFollowed(draft.now) });
  return act(draft, item, judged.value, ranking);
}

function act(draft: Draft, item: WorkItem, { picks, unclear }: PlanAnswer, ranking: Ranking): boolean {
  for (const { issue, question } of unclear) askForClarity(draft, issue, question, item.agent);
  for (const { issue, agent, why } of picks) pickAsPlanned(draft, ranking, issue, agent, why, item.agent);
  return picks.length > 0;
}

/** Ends a plan that is not followed. Always false: the choice is still to be made. */
export function endPlan(draft: Draft, id: string, reason: PlanRefusal | "unused", sentence: string): false {
  const item = draft.item(id);
  if (item === undefined) throw new Error(`the plan ${id} is not open`);
  draft.putItem({ ...item, phase: "done" });
  const said = cutAt(sentence, 500);
  draft.setMeta({
    planner: afterRefused(draft.meta.planner, reason, said, draft.now, draft.context.config.limits),
  });
  draft.log("coordinator.refused", { agent: item.agent, outcome: reason, reason: said });
  return false;
}
