/** The caps of `[budget]` that a project keeps by itself: what one of them would be broken by, and which is near. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { agentKey, itemKey, projectKey, type Tally, tokensOf } from "./tally.ts";

export type BudgetRefusal = "item_budget" | "agent_budget" | "project_budget" | "factory_budget";
export type Measure = "usd" | "tokens" | "sessions";

export interface Cap {
  readonly refusal: BudgetRefusal;
  /** What it is a cap of, for people: `the work item of #5`, `the agent developer`. */
  readonly whose: string;
  readonly measure: Measure;
  readonly limit: number;
  readonly tally: Tally;
  /** Used before a person last said to go on; it counts no more. */
  readonly granted: number;
}

export interface Capped {
  readonly item: string;
  readonly issue: number;
  readonly granted_usd: number;
  readonly granted_tokens: number;
  readonly agent: string;
  readonly project: string;
}

type Budget = OrchestratorConfig["budget"];

/** Every cap that is set and holds for a job of this item and agent, the narrowest first. */
export function capsOf(
  budget: Budget,
  of: Capped,
  now: number,
  tally: (key: string) => Tally,
): readonly Cap[] {
  if (!budget.enabled) return [];
  const item = tally(itemKey(of.item));
  const agent = tally(agentKey(of.agent, now));
  const project = tally(projectKey(now));
  const cap = (
    refusal: BudgetRefusal,
    whose: string,
    tally: Tally,
    limits: Partial<Record<Measure, number>>,
    granted: Partial<Record<Measure, number>> = {},
  ): Cap[] =>
    (["usd", "tokens", "sessions"] as const).flatMap((measure) => {
      const limit = limits[measure] ?? 0;
      return limit > 0 ? [{ refusal, whose, measure, limit, tally, granted: granted[measure] ?? 0 }] : [];
    });
  return [
    ...cap(
      "item_budget",
      `the work on #${of.issue}`,
      item,
      { usd: budget.item_usd, tokens: budget.item_tokens },
      { usd: of.granted_usd, tokens: of.granted_tokens },
    ),
    ...cap("agent_budget", `the agent ${of.agent}`, agent, {
      usd: budget.agent_day_usd,
      tokens: budget.agent_day_tokens,
      sessions: budget.agent_day_sessions,
    }),
    ...cap("project_budget", `the project ${of.project}`, project, {
      usd: budget.project_day_usd,
      tokens: budget.project_day_tokens,
      sessions: budget.project_day_sessions,
    }),
  ];
}

/** What counts against a cap now, jobs that are out included. */
export function usedOf({ measure, tally, granted }: Cap): number {
  switch (measure) {
    case "usd":
      return tally.usd + tally.reserved_usd - granted;
    case "tokens":
      return tokensOf(tally) - granted;
    case "sessions":
      return tally.attempts;
  }
}

/**
 * The first cap that a job with this reserve would break; null when all have room. Nobody knows its tokens beforehand. A
 * cap below the reserve takes one job all the same, or it would be a cap of nothing.
 */
export function brokenCap(caps: readonly Cap[], reserve_usd: number): Cap | null {
  const more = ({ measure, limit }: Cap) => (measure === "usd" ? Math.min(reserve_usd, limit) : 1);
  // Money that is not asked for breaks no cap: a free route goes on when the money is used up.
  const asks = ({ measure }: Cap) => measure !== "usd" || reserve_usd > 0;
  return caps.find((cap) => asks(cap) && usedOf(cap) + more(cap) > cap.limit) ?? null;
}

/** The caps of which `share` is used. */
export const nearCaps = (caps: readonly Cap[], share: number): readonly Cap[] =>
  caps.filter((cap) => usedOf(cap) >= cap.limit * share);

export function amount(value: number, measure: Measure): string {
  return measure === "usd" ? `$${value.toFixed(2)}` : `${Math.round(value)} ${measure}`;
}

export function explainCap(cap: Cap): string {
  const window = cap.refusal === "item_budget" ? "" : " today (UTC)";
  const held = cap.measure === "usd" && cap.tally.reserved_usd > 0 ? ", running jobs included" : "";
  return `${cap.whose} has used ${amount(usedOf(cap), cap.measure)} of ${amount(cap.limit, cap.measure)}${window}${held}`;
}
