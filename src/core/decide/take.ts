/** Issues taken up by the coordinator, by whichever way they were chosen: the work item, its job and the mention are one decision. */
import type { AgentConfig } from "../../contract/config.ts";
import type { Chosen } from "../../contract/routing.ts";
import { type Alternative, pickedUp, plannedUp } from "../comment/comment.ts";
import { quiet } from "../comment/quiet.ts";
import type { Fit } from "../coordinator/fit.ts";
import type { Ranking, ReadyIssue } from "../ranking/rank.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { newItem } from "./new-item.ts";
import { park, queueJob } from "./phases.ts";
import { anyDeveloperFor } from "./staff.ts";

/** An unclear issue is asked about once in this time. */
const QUESTION_MS = 86_400_000;

/** By rank: why this one and which would be next, and why this agent. */
export function pickByRank(
  draft: Draft,
  ranking: Ranking,
  { agent, by, why }: Fit,
  best: ReadyIssue,
  next: readonly Alternative[],
): void {
  draft.log("coordinator.picked", {
    issue: best.number,
    agent: agent.name,
    rank: best.rank,
    next: next.map((n) => n.number),
    fits: by,
    why,
  });
  const item = begin(draft, agent, chosenAs({ by, why }, ranking, best, next));
  // Where nobody else could have had it there is nothing to explain.
  const developers = draft.context.agents.filter((one) => one.role === "developer" && one.enabled);
  const fits = developers.length > 1 ? `\`${agent.name}\` ${why}.` : "";
  draft.say(item, pickedUp(agent.name, best.number, best.rank, termsText(best), next, fits));
}

/** What is kept with the work, so that it can be asked why it was begun long after the ranking has changed. */
function chosenAs(
  fit: Pick<Chosen, "by" | "why">,
  { ready }: Ranking,
  { number, rank, score, terms }: ReadyIssue,
  next: readonly Alternative[],
): Chosen {
  const { by, why } = fit;
  const place = ready.findIndex((one) => one.number === number) + 1;
  return {
    by,
    why,
    place,
    of: ready.length,
    issue: { number, rank, score, terms: { ...terms } },
    next: next.map((one) => ({ number: one.number, rank: one.rank })),
  };
}

/** By the coordinator's model. Its reason goes into the journal; on the forge stands only what code says. */
export function pickAsPlanned(
  draft: Draft,
  ranking: Ranking,
  number: number,
  name: string,
  why: string,
  by: string,
): void {
  const { ready } = ranking;
  const place = ready.findIndex((one) => one.number === number);
  const chosen = ready[place];
  const agent = draft.context.agents.find((one) => one.name === name);
  if (chosen === undefined || agent === undefined)
    throw new Error(`#${number} for ${name} was judged to be right`);
  const next = ready.filter((one) => one.number !== number).slice(0, 2);
  const reason = quiet(why, 500);
  draft.log("coordinator.picked", {
    issue: number,
    agent: name,
    rank: chosen.rank,
    next: next.map((n) => n.number),
    by,
    fits: "model",
    reason,
  });
  const item = begin(
    draft,
    agent,
    chosenAs({ by: "model", why: `was named by ${by}: ${reason}` }, ranking, chosen, next),
  );
  draft.say(item, plannedUp(name, chosen, { by, place: place + 1, of: ready.length, first: ready[0] }));
}

/** Sets an issue aside with a question, unless one was asked within a day. What stands behind it is not held up. */
export function askForClarity(draft: Draft, number: number, question: string, by: string): void {
  const issue = draft.issue(number);
  if (issue === undefined) throw new Error(`#${number} was ready and is not in the mirror`);
  const before = draft.snapshot.endedItems(number).map((item) => item.asked_at ?? 0);
  const agent = anyDeveloperFor(draft, issue)?.agent;
  if (agent === undefined || before.some((at) => at > draft.now - QUESTION_MS)) {
    draft.log("coordinator.question_withheld", { issue: number, by, reason: quiet(question, 300) });
    return;
  }
  const item = itemFor(draft, agent, number, null);
  draft.log("coordinator.unclear", { issue: number, by });
  park(draft, { ...item, asked_at: draft.now }, question);
}

const begin = (draft: Draft, agent: AgentConfig, chosen: Chosen): WorkItem => {
  const { number, rank } = chosen.issue;
  return queueJob(draft, { ...itemFor(draft, agent, number, rank), chosen }, "change", agent.name);
};

function itemFor(draft: Draft, agent: AgentConfig, number: number, rank: number | null): WorkItem {
  const issue = draft.issue(number);
  if (issue === undefined) throw new Error(`#${number} was ranked and is not in the mirror`);
  const root = `coordinator:${number}:${draft.meta.next_id}`;
  const wanted = { agent, number, title: issue.title, is_pull: false, context: "", root, head_sha: null };
  return newItem(draft, wanted, 0, rank);
}

function termsText({ terms }: ReadyIssue): string {
  const parts: string[] = [];
  if (terms.pin === 1) parts.push("pinned");
  if (terms.priority > 0) parts.push("with a priority label");
  if (terms.priority < 0) parts.push("though its priority is low");
  return parts.join(", ");
}
