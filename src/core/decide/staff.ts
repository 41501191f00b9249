/** Who may take an issue now, and who does what. */
import type { AgentConfig } from "../../contract/config.ts";
import { mayBegin } from "../control/stop.ts";
import type { Draft } from "./draft.ts";

/** Slots of an agent in which no change is under way. Only developers take issues. */
export function freeSlots(draft: Draft, agent: AgentConfig): number {
  if (agent.role !== "developer" || !agent.enabled || !mayBegin(draft.meta.stops, agent.name)) return 0;
  const busy = draft.items().filter((i) => i.phase === "change" && i.agent === agent.name).length;
  return Math.max(0, agent.slots - busy);
}

export const isAnyIdle = (draft: Draft): boolean =>
  draft.context.agents.some((agent) => freeSlots(draft, agent) > 0);

/** The idle developer that fits an issue best: one that handles a label of it, then one that is bound to none, then any. */
export function developerFor(draft: Draft, labels: readonly string[]): AgentConfig | undefined {
  const idle = draft.context.agents.filter((agent) => freeSlots(draft, agent) > 0);
  return bestOf(idle, labels);
}

/** The same, idle or not: who will do it once somebody can. */
export const anyDeveloperFor = (draft: Draft, labels: readonly string[]): AgentConfig | undefined =>
  bestOf(
    draft.context.agents.filter((agent) => agent.role === "developer" && agent.enabled),
    labels,
  );

function bestOf(agents: readonly AgentConfig[], labels: readonly string[]): AgentConfig | undefined {
  const has = new Set(labels.map((label) => label.toLowerCase()));
  return (
    agents.find((agent) => agent.handles.some((label) => has.has(label.toLowerCase()))) ??
    agents.find((agent) => agent.handles.length === 0) ??
    agents[0]
  );
}
