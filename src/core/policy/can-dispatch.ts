/** The one door: every dispatch of a job to a runner passes here, whatever asked for it. Invariant 5. */
import type { AgentConfig, ProjectConfig } from "../../contract/config.ts";
import type { WorkItem } from "../work/work-item.ts";
import { type Breaker, type BreakerLimits, breakerState } from "./breaker.ts";

export interface DispatchQuestion {
  readonly factory_enabled: boolean;
  readonly project: ProjectConfig;
  readonly paused: boolean;
  readonly agent: AgentConfig | undefined;
  readonly item: WorkItem;
  readonly slots_taken: number;
  readonly max_hops: number;
  readonly breaker: Breaker;
  readonly breaker_limits: BreakerLimits;
  readonly now: number;
}

export type Refused =
  | "factory_disabled"
  | "project_disabled"
  | "mode_observe"
  | "project_paused"
  | "agent_unknown"
  | "agent_disabled"
  | "agent_busy"
  | "hop_budget"
  | "breaker_open";

/** Null lets the dispatch through; a reason stops it. */
export function canDispatch(q: DispatchQuestion): Refused | null {
  if (!q.factory_enabled) return "factory_disabled";
  if (!q.project.enabled) return "project_disabled";
  if (q.project.mode === "observe") return "mode_observe";
  if (q.paused) return "project_paused";
  if (q.agent === undefined) return "agent_unknown";
  if (!q.agent.enabled) return "agent_disabled";
  if (q.slots_taken >= q.agent.slots) return "agent_busy";
  if (q.item.hop > q.max_hops) return "hop_budget";
  if (breakerState(q.breaker, q.breaker_limits, q.now) === "open") return "breaker_open";
  return null;
}
