/**
 * Which of the agents that are idle gets an issue: one that handles a label of it; then one that works in the tier that its text
 * asks for; then any developer. Whoever handles labels is kept for them while somebody else is idle.
 */
import type { AgentConfig } from "../../contract/config.ts";
import type { Role } from "../../contract/job.ts";
import { ownChoice } from "../routing/agent-default.ts";
import type { ScenarioSet } from "../routing/scenario-set.ts";
import { pickTier } from "../routing/tier.ts";

export type FitBy = "label" | "tier" | "developer";

/** The agent with what decided for it, and the evidence in words that follow its name. */
export interface Fit {
  readonly agent: AgentConfig;
  readonly by: FitBy;
  readonly why: string;
}

export interface Tiers {
  readonly scenarios: ScenarioSet;
  readonly default_tiers: Readonly<Record<Role, string>>;
}

export interface Asked {
  readonly labels: readonly string[];
  /** As it is routed. */
  readonly text: string;
}

export function fitFor(idle: readonly AgentConfig[], { labels, text }: Asked, tiers: Tiers): Fit | undefined {
  for (const agent of idle) {
    const label = labels.find((one) => agent.handles.some((h) => h.toLowerCase() === one.toLowerCase()));
    if (label !== undefined) return { agent, by: "label", why: `handles the label ${label}` };
  }
  const free = idle.filter((agent) => agent.handles.length === 0);
  const { tier: named, ranked } = pickTier(text, tiers.scenarios);
  const tier = named ?? tiers.default_tiers.developer;
  const words = ranked[0]?.matched
    .slice(0, 3)
    .map((word) => `"${word}"`)
    .join(", ");
  const asks =
    words === undefined
      ? `no word asks for another tier than ${tier}`
      : `${words} ${ranked[0]?.matched.length === 1 ? "asks" : "ask"} for ${tier}`;
  const inTier = free.find((agent) => tiersOf(agent, tiers).includes(tier));
  if (inTier !== undefined) return { agent: inTier, by: "tier", why: `works in ${tier}: ${asks}` };
  const agent = free[0] ?? idle[0];
  if (agent === undefined) return undefined;
  const why =
    free.length > 0 ? `is idle, and nobody who is works in ${tier}: ${asks}` : `is idle, and nobody else is`;
  return { agent, by: "developer", why };
}

/** Where an agent works: in the tiers that use what it is pinned to, else in its role's. */
export function tiersOf(agent: AgentConfig, { scenarios, default_tiers }: Tiers): readonly string[] {
  const own = agent.pin ? ownChoice(agent, scenarios) : null;
  const using = scenarios.scenarios.filter(({ routes }) =>
    routes.some((one) => own !== null && one.cli === own.cli && one.model === own.model),
  );
  return using.length === 0 ? [default_tiers[agent.role]] : using.map(({ tier }) => tier);
}
