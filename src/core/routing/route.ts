/**
 * A task to the agent CLI, provider and model that shall do it, with every reason.
 *
 * The rule of tiers: **a role decides the tier; words decide only where there is no role.** A developer whose issue says
 * "review the parser" still writes code, and a reviewer of "fix the deadlock" still reviews; words are weak evidence
 * against knowing who will do the work. So for a role its default tier is taken, and what the words would have said is
 * recorded beside it. A text without a role (`adf route` on its own) goes by its words, and to the default tier when
 * none matches.
 *
 * CLI, provider and model are always taken together from one route, because a model of one CLI means nothing to another.
 * An agent's own CLI and model are defaults below the routes: used when no route can be, and recorded when they lose. Only an
 * agent that is pinned has its own before them, as long as its runner and its provider can.
 *
 * Who judges a change takes the first route of another model family than its authors', where there is one.
 */
import type { Role } from "../../contract/job.ts";
import { err, ok, type Result } from "../result.ts";
import { isFree, type LostOverride, lostOverride, type OwnChoice, ownChoice } from "./agent-default.ts";
import { familyOf, isApart, preferred } from "./family.ts";
import type { Route } from "./scenario.ts";
import type { ScenarioSet } from "./scenario-set.ts";
import { type LosingTier, type MatchedTerm, pickTier } from "./tier.ts";

/** The tier of a text without a role in which no word matched. */
export const FALLBACK_TIER = "implementation_tier";

export interface RouteInput {
  /** The task: title, body, mention. Never the prompt, whose fixed words would match every time. */
  readonly text: string;
  readonly role: Role | null;
  /** The role's tier; without a role, the tier of a text in which nothing matched. */
  readonly default_tier: string | null;
  readonly scenarios: ScenarioSet;
  readonly healthy: (provider: string) => boolean;
  /** What is known of this very way at this moment: its health and its budget; null where nothing speaks against it. */
  readonly against?: (way: Way) => Against | null;
  /** The CLIs the runner has; null when it is not known yet, and then any will do. */
  readonly clis: readonly string[] | null;
  readonly agent_cli?: string;
  readonly agent_model?: string;
  /** The agent's own goes before the routes. */
  readonly agent_pin?: boolean;
  /** Families of the models that wrote what is to be judged; absent where nothing is, or nobody knows. */
  readonly authors?: readonly string[];
}

export interface Way extends OwnChoice {
  readonly is_free: boolean;
}

export interface Against {
  readonly reason: "provider_unhealthy" | "provider_budget";
  readonly detail: string;
}

export interface SkippedRoute {
  readonly provider: string;
  readonly model: string;
  readonly cli: string;
  readonly reason: Against["reason"] | "cli_missing" | "author_family";
  /** More than the reason, where more is known. */
  readonly detail?: string;
}

/** Why this tier and not another: known also where no route could be taken. */
export interface TierReason {
  readonly tier: string;
  readonly priority: number | null;
  readonly matched: readonly MatchedTerm[];
  readonly losers: readonly LosingTier[];
  readonly skipped: readonly SkippedRoute[];
  readonly reason: string;
  readonly scenario_version: string;
}

export interface RouteDecision extends TierReason {
  readonly provider: string;
  readonly model: string;
  readonly cli: string;
  /** The route says that it costs nothing. */
  readonly free: boolean;
  /** Where the three come from. */
  readonly source: "scenario" | "agent_default" | "agent_pin";
  /** True when it is not the tier's first route, and not for the sake of another family. */
  readonly fallback: boolean;
  /** True when a better route was there and its provider was unhealthy or had no budget left. */
  readonly degraded: boolean;
  /** Whether the model is of another family than the authors'; null where that says nothing. */
  readonly apart: boolean | null;
  readonly overrides_lost: readonly LostOverride[];
}

export function route(input: RouteInput): Result<RouteDecision, TierReason> {
  const { scenarios } = input;
  const pick = pickTier(input.text, scenarios);
  const settled = settleTier(input, pick.tier);
  const scenario = scenarios.scenarios.find((one) => one.tier === settled.tier);
  const { taken, skipped, ruled_out } = choose(scenario?.routes ?? [], input);
  const apart = (model: string) => ({ apart: isApart(model, input.authors ?? []) });
  const why: TierReason = {
    tier: settled.tier,
    priority: scenario?.priority ?? null,
    matched: pick.matched,
    losers: pick.ranked.filter((loser) => loser.tier !== settled.tier),
    skipped,
    reason: settled.reason,
    scenario_version: scenarios.version,
  };
  const choice = ownChoice(input, scenarios);
  const own = choice === null ? null : { ...choice, is_free: isFree(choice, scenarios) };
  const pinned = input.agent_pin === true ? own : null;
  const unpinned = pinned === null ? null : whyNot(pinned, input);
  if (pinned !== null && unpinned === null) {
    const other = taken === undefined ? "" : ` The scenario would take ${taken.cli} with ${taken.model}.`;
    return ok({
      ...why,
      ...named(pinned),
      free: pinned.is_free,
      source: "agent_pin",
      fallback: false,
      degraded: false,
      ...apart(pinned.model),
      overrides_lost: [],
      reason: `${why.reason} The agent is pinned to ${pinned.cli} with ${pinned.model}.${other}${ownFamily(pinned, input)}`,
    });
  }
  if (pinned !== null && unpinned !== null) skipped.push({ ...named(pinned), ...unpinned });
  if (taken !== undefined) {
    const reason = why.reason + fallbackReason(taken, skipped) + ownFamily(taken, input, ruled_out);
    const overrides_lost = lostOverride(input, named(taken));
    return ok({
      ...why,
      ...named(taken),
      free: taken.is_free,
      source: "scenario",
      fallback: skipped.some((one) => one.reason !== "author_family"),
      degraded: isDegraded(skipped),
      ...apart(taken.model),
      overrides_lost,
      reason,
    });
  }
  const because =
    scenario === undefined
      ? ` No scenario file defines ${settled.tier}.`
      : ` None of its routes can be used: ${list(skipped)}.`;
  if (own !== null && whyNot(own, input) === null) {
    const reason = `${why.reason}${because} The agent's own ${own.cli} with ${own.model} is used.${ownFamily(own, input)}`;
    return ok({
      ...why,
      ...named(own),
      free: own.is_free,
      source: "agent_default",
      fallback: true,
      degraded: isDegraded(skipped),
      ...apart(own.model),
      overrides_lost: [],
      reason,
    });
  }
  return err({ ...why, reason: why.reason + because });
}

interface Choice {
  readonly taken: Route | undefined;
  /** What was before it in the list, and why it was passed over. */
  readonly skipped: SkippedRoute[];
  /** All that cannot be taken, wherever it stands. */
  readonly ruled_out: readonly SkippedRoute[];
}

function choose(routes: readonly Route[], input: RouteInput): Choice {
  const known = routes.map((route) => ({ route, against: whyNot(route, input) }));
  const usable = known.filter(({ against }) => against === null).map(({ route }) => route);
  const taken = preferred(usable, input.authors ?? []);
  const before = taken === undefined ? known : known.slice(0, routes.indexOf(taken));
  return {
    taken,
    skipped: before.map(({ route, against }) => ({
      ...named(route),
      ...(against ?? { reason: "author_family" as const, detail: familyDetail(route) }),
    })),
    ruled_out: known.flatMap(({ route, against }) =>
      against === null ? [] : [{ ...named(route), ...against }],
    ),
  };
}

const familyDetail = ({ model }: OwnChoice): string =>
  `${model} is of the family that wrote the change (${familyOf(model)})`;

/** Said where the judge is of the author's family all the same. */
function ownFamily(taken: OwnChoice, input: RouteInput, ruled_out?: readonly SkippedRoute[]): string {
  if (isApart(taken.model, input.authors ?? []) !== false) return "";
  if (ruled_out === undefined) return ` ${familyDetail(taken)}.`;
  const others = ruled_out.filter(({ model }) => isApart(model, input.authors ?? []) === true);
  const why = others.length === 0 ? "the tier has no other" : list(others);
  return ` ${familyDetail(taken)}, and no other family can judge it: ${why}.`;
}

function settleTier(input: RouteInput, matched: string | null): { tier: string; reason: string } {
  const fallback = input.default_tier ?? FALLBACK_TIER;
  if (input.role !== null) {
    const other = matched === null || matched === fallback ? "" : ` The words alone would say ${matched}.`;
    return { tier: fallback, reason: `The role ${input.role} works in ${fallback}.${other}` };
  }
  if (matched === null) return { tier: fallback, reason: `No synonym matched, so ${fallback} is taken.` };
  return { tier: matched, reason: `${matched} has the highest priority among the tiers that matched.` };
}

/** A missing CLI comes first: it says nothing of the provider, and no health of the provider would help. */
function whyNot(
  candidate: OwnChoice & { readonly is_free?: boolean },
  input: RouteInput,
): Pick<SkippedRoute, "reason" | "detail"> | null {
  if (input.clis !== null && !input.clis.includes(candidate.cli)) return { reason: "cli_missing" };
  if (!input.healthy(candidate.provider)) return { reason: "provider_unhealthy" };
  return input.against?.({ ...candidate, is_free: candidate.is_free ?? false }) ?? null;
}

/** For want of health or money: that another family was preferred is no want of anything. */
const isDegraded = (skipped: readonly SkippedRoute[]): boolean =>
  skipped.some((one) => one.reason !== "cli_missing" && one.reason !== "author_family");

const named = ({ provider, model, cli }: OwnChoice): OwnChoice => ({ provider, model, cli });

function fallbackReason(taken: Route, skipped: readonly SkippedRoute[]): string {
  return skipped.length === 0 ? "" : ` ${taken.provider} stands in: ${list(skipped)}.`;
}

/** Why a route was passed over, in words. */
export const explainSkipped = (skipped: SkippedRoute): string => SENTENCE[skipped.reason](skipped);

const SENTENCE: Record<SkippedRoute["reason"], (skipped: SkippedRoute) => string> = {
  provider_unhealthy: ({ provider, detail }) => detail ?? `${provider} is unhealthy`,
  provider_budget: ({ provider, detail }) => detail ?? `${provider} has no budget left`,
  cli_missing: ({ cli }) => `the runner has no ${cli}`,
  author_family: ({ model, detail }) => detail ?? `${model} is of the family that wrote the change`,
};

const list = (skipped: readonly SkippedRoute[]): string =>
  [...new Set(skipped.map(explainSkipped))].join(", ") || "it has none";
