/** The one door: every dispatch of a job to a runner passes here, whatever asked for it. Invariant 5. */
import type { AgentConfig, ProjectConfig } from "../../contract/config.ts";
import { type Stop, stopOf } from "../control/stop.ts";
import type { Grant } from "../factory/grant.ts";
import { type BudgetRefusal, brokenCap, type Cap } from "../spend/caps.ts";
import { hasBegun, type WorkItem } from "../work/work-item.ts";
import { type Breaker, type BreakerLimits, breakerState } from "./breaker.ts";

export interface DispatchQuestion {
  readonly factory_enabled: boolean;
  readonly project: ProjectConfig;
  readonly stops: readonly Stop[];
  /** Who asks; null where it is not known yet. */
  readonly runner: string | null;
  readonly agent: AgentConfig | undefined;
  readonly item: WorkItem;
  readonly slots_taken: number;
  readonly max_hops: number;
  readonly breaker: Breaker;
  readonly breaker_limits: BreakerLimits;
  /** Whether the runner that asks lacks a layer of isolation that the job may not do without. */
  readonly lacks_layer: boolean;
  /** What the factory lets all its projects do together at this moment. */
  readonly grant: Grant;
  readonly quarantined: boolean;
  /** The caps that hold for this job. Asked last, like what its route sets aside: most claims end before, and both are work. */
  readonly caps: () => readonly Cap[];
  /** Null when no route can be taken. */
  readonly reserve_usd: () => number | null;
  readonly now: number;
}

export type Refused =
  | "factory_disabled"
  | "project_disabled"
  | "mode_observe"
  | "paused"
  | "draining"
  | "agent_unknown"
  | "agent_disabled"
  | "agent_busy"
  | "hop_budget"
  | "breaker_open"
  | "agent_quarantined"
  | "factory_breaker_open"
  | "start_rate"
  | "layer_missing"
  | "no_route"
  | BudgetRefusal;

/** Null lets the dispatch through; a reason stops it. */
export function canDispatch(q: DispatchQuestion): Refused | null {
  if (!q.factory_enabled) return "factory_disabled";
  if (!q.project.enabled) return "project_disabled";
  if (q.project.mode === "observe") return "mode_observe";
  if (q.agent === undefined) return "agent_unknown";
  const stop = stopOf(q.stops, { agent: q.agent.name, runner: q.runner, begun: hasBegun(q.item) });
  if (stop !== null) return stop.verb === "pause" ? "paused" : "draining";
  if (!q.agent.enabled) return "agent_disabled";
  if (q.slots_taken >= q.agent.slots) return "agent_busy";
  if (q.item.hop > q.max_hops) return "hop_budget";
  if (breakerState(q.breaker, q.breaker_limits, q.now) === "open") return "breaker_open";
  if (q.quarantined) return "agent_quarantined";
  if (!q.grant.breaker_lets) return "factory_breaker_open";
  if (q.grant.starts_left < 1) return "start_rate";
  // Another runner may have it: the job waits, and no attempt is used up.
  if (q.lacks_layer) return "layer_missing";
  const reserve = q.reserve_usd();
  if (reserve === null) return "no_route";
  if (reserve > 0 && q.grant.usd_left !== null && reserve > q.grant.usd_left) return "factory_budget";
  return brokenCap(q.caps(), reserve)?.refusal ?? null;
}

export const isBudget = (refused: Refused): refused is BudgetRefusal =>
  refused.endsWith("_budget") && refused !== "hop_budget";
