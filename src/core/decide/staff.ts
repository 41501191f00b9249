/** Who may take an issue now, and who does what. */
import type { AgentConfig } from "../../contract/config.ts";
import { mayBegin } from "../control/stop.ts";
import { type Fit, fitFor } from "../coordinator/fit.ts";
import { taskText } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import type { MirrorIssue } from "./snapshot.ts";

/** Slots of an agent in which no change is under way. Only developers take issues. */
export function freeSlots(draft: Draft, agent: AgentConfig): number {
  if (agent.role !== "developer" || !agent.enabled || !mayBegin(draft.meta.stops, agent.name)) return 0;
  const busy = draft.items().filter((i) => i.phase === "change" && i.agent === agent.name).length;
  return Math.max(0, agent.slots - busy);
}

export const isAnyIdle = (draft: Draft): boolean =>
  draft.context.agents.some((agent) => freeSlots(draft, agent) > 0);

/** The idle developer that fits an issue best, and why. */
export const developerFor = (draft: Draft, issue: MirrorIssue): Fit | undefined =>
  fitting(
    draft,
    issue,
    draft.context.agents.filter((agent) => freeSlots(draft, agent) > 0),
  );

/** The same, idle or not: who will do it once somebody can. */
export const anyDeveloperFor = (draft: Draft, issue: MirrorIssue): Fit | undefined =>
  fitting(
    draft,
    issue,
    draft.context.agents.filter((agent) => agent.role === "developer" && agent.enabled),
  );

function fitting(draft: Draft, issue: MirrorIssue, agents: readonly AgentConfig[]): Fit | undefined {
  const { config, scenarios } = draft.context;
  const asked = { labels: issue.labels, text: taskText({ title: issue.title, request: "" }, issue) };
  return fitFor(agents, asked, { scenarios, default_tiers: config.routing.default_tiers });
}
