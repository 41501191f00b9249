/**
 * A task to the agent CLI, provider and model that shall do it, with every reason.
 *
 * The rule of tiers: **a role decides the tier; words decide only where there is no role.** A developer whose issue says
 * "review the parser" still writes code, and a reviewer of "fix the deadlock" still reviews; words are weak evidence
 * against knowing who will do the work. So for a role its default tier is taken, and what the words would have said is
 * recorded beside it. A text without a role (`adf route` on its own) goes by its words, and to the default tier when
 * none matches.
 *
 * Evidence that does overturn it is a person's word about this very job: `tier:planning` in the mention, or as a label. Words of the
 * task never do, however many: they are about the work, and the role says who does it.
 *
 * CLI, provider and model are always taken together, because a model of one CLI means nothing to another. Who decides them is
 * one order for all (`choice.ts`): the job's own wish, an agent that is pinned, the scenario's routes, the agent's default, the
 * project's default. Each override that is there is recorded with what became of it. Among the scenario's routes, who judges a change
 * takes the first of another model family than its authors', where there is one.
 */
import type { Model } from "../../contract/config/models.ts";
import type { Role } from "../../contract/job.ts";
import type { Wish } from "../../contract/routing.ts";
import { err, ok, type Result } from "../result.ts";
import type { OwnChoice } from "./agent-default.ts";
import { type Choice, choicesOf, isShut, type Override, overridesOf, type Source } from "./choice.ts";
import { familyOf, isApart, preferred } from "./family.ts";
import { NOTHING_REQUIRED, type Requirement, unmet } from "./requirement.ts";
import type { ScenarioSet } from "./scenario-set.ts";
import { type LosingTier, type MatchedTerm, pickTier } from "./tier.ts";
import { wishWords } from "./wish.ts";

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
  /** What a person asked of this job; checked before (`checkWish`). */
  readonly job?: Wish;
  readonly project_cli?: string;
  readonly project_model?: string;
  /** Families of the models that wrote what is to be judged; absent where nothing is, or nobody knows. */
  readonly authors?: readonly string[];
  /** Only what has a model will do: a search finds edits, and chooses nothing. */
  readonly needs_model?: true;
  /** What the owner says that models can do; before what we know. */
  readonly models?: readonly Model[];
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
  readonly reason: Against["reason"] | "cli_missing" | "requirement_unmet" | "author_family";
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
  readonly source: Source;
  /** True when something that goes before it could not be taken; not when another family was preferred. */
  readonly fallback: boolean;
  /** True when a better route was there and its provider was unhealthy or had no budget left. */
  readonly degraded: boolean;
  /** Whether the model is of another family than the authors'; null where that says nothing. */
  readonly apart: boolean | null;
  /** Those that are there, the highest first. */
  readonly overrides: readonly Override[];
}

export function route(input: RouteInput): Result<RouteDecision, TierReason> {
  const { scenarios } = input;
  const pick = pickTier(input.text, scenarios);
  const settled = settleTier(input, pick.tier);
  const scenario = scenarios.scenarios.find((one) => one.tier === settled.tier);
  const requires = scenario?.requires ?? NOTHING_REQUIRED;
  const choices = choicesOf(input, scenario);
  const { skipped, taken } = firstOf(
    choices.filter((choice) => !isShut(choice, scenario)),
    (way) => whyNot(way, input, requires),
    input.authors ?? [],
  );
  const why: TierReason = {
    tier: settled.tier,
    priority: scenario?.priority ?? null,
    matched: pick.matched,
    losers: pick.ranked.filter((loser) => loser.tier !== settled.tier),
    skipped,
    reason: settled.reason,
    scenario_version: scenarios.version,
  };
  const because =
    scenario === undefined
      ? ` No scenario file defines ${settled.tier}.`
      : ` None of its routes can be used: ${list(skipped)}.`;
  const held = scenario?.pinned === true ? ` ${settled.tier} is pinned, so nothing stands in for them.` : "";
  if (taken === null) return err({ ...why, reason: why.reason + because + held });
  const { way, source } = taken;
  const refusal = (one: OwnChoice) => {
    const against = whyNot(one, input, requires);
    return against === null ? null : explainSkipped({ ...named(one), ...against });
  };
  const stands_in = source === "agent_default" || source === "project_default";
  return ok({
    ...why,
    ...named(way),
    free: way.is_free,
    source,
    fallback: stands_in || skipped.some((one) => one.reason !== "author_family"),
    degraded: isDegraded(skipped),
    apart: isApart(way.model, input.authors ?? []),
    overrides: overridesOf(choices, scenario, source, way, refusal),
    reason:
      why.reason +
      (stands_in ? because : "") +
      sourceReason(taken, input, choices, refusal, skipped) +
      ownFamily(taken, input, scenario?.routes ?? [], refusal),
  });
}

interface Taken {
  readonly way: Way;
  readonly source: Source;
}

/** The first way that nothing speaks against, in the order of those who have a say; and each that was passed over before it. */
function firstOf(
  choices: readonly Choice[],
  against: (way: Way) => Pick<SkippedRoute, "reason" | "detail"> | null,
  authors: readonly string[],
): { skipped: SkippedRoute[]; taken: Taken | null } {
  const skipped = new Map<string, SkippedRoute>();
  for (const { source, ways } of choices) {
    const usable = ways.filter((way) => against(way) === null);
    const taken = source === "scenario" ? preferred(usable, authors) : usable[0];
    for (const way of taken === undefined ? ways : ways.slice(0, ways.indexOf(taken))) {
      const found = against(way) ?? { reason: "author_family" as const, detail: familyDetail(way) };
      const key = `${way.cli} ${way.provider} ${way.model}`;
      if (!skipped.has(key)) skipped.set(key, { ...named(way), ...found });
    }
    if (taken !== undefined) return { skipped: [...skipped.values()], taken: { way: taken, source } };
  }
  return { skipped: [...skipped.values()], taken: null };
}

const familyDetail = ({ model }: OwnChoice): string =>
  `${model} is of the family that wrote the change (${familyOf(model)})`;

/** Said where the judge is of the author's family all the same. */
function ownFamily(
  { way, source }: Taken,
  { authors = [] }: RouteInput,
  routes: readonly Way[],
  refusal: (way: Way) => string | null,
): string {
  if (isApart(way.model, authors) !== false) return "";
  if (source !== "scenario") return ` ${familyDetail(way)}.`;
  const others = routes
    .filter(({ model }) => isApart(model, authors) === true)
    .flatMap((one) => refusal(one) ?? []);
  const why = others.length === 0 ? "the tier has no other" : [...new Set(others)].join(", ");
  return ` ${familyDetail(way)}, and no other family can judge it: ${why}.`;
}

function sourceReason(
  { way, source }: Taken,
  { job }: RouteInput,
  choices: readonly Choice[],
  refusal: (way: Way) => string | null,
  skipped: readonly SkippedRoute[],
): string {
  const what = `${way.cli} with ${way.model}`;
  const routed = choices.find((one) => one.source === "scenario")?.ways.find((one) => refusal(one) === null);
  const other = routed === undefined ? "" : ` The scenario would take ${routed.cli} with ${routed.model}.`;
  const instead = skipped.length === 0 ? "" : ` ${way.provider} stands in: ${list(skipped)}.`;
  // The tier was told of before.
  const { tier, ...wish } = job ?? {};
  const asked = wishWords(wish);
  switch (source) {
    case "job":
      return `${asked === "" ? "" : ` A person asked for ${asked}.`}${instead}`;
    case "agent_pin":
      return ` The agent is pinned to ${what}.${other}`;
    case "scenario":
      return instead;
    case "agent_default":
      return ` The agent's own ${what} is used.`;
    case "project_default":
      return ` The project's ${what} is used.`;
  }
}

function settleTier(input: RouteInput, matched: string | null): { tier: string; reason: string } {
  const fallback = input.default_tier ?? FALLBACK_TIER;
  const asked = input.job?.tier;
  if (asked !== undefined) {
    const usual = input.role === null ? matched : fallback;
    const other = usual === null || usual === asked ? "" : ` It would be ${usual} otherwise.`;
    return { tier: asked, reason: `A person asked for ${asked}.${other}` };
  }
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
  requires: Requirement,
): Pick<SkippedRoute, "reason" | "detail"> | null {
  if (input.clis !== null && !input.clis.includes(candidate.cli)) return { reason: "cli_missing" };
  const searches = input.needs_model === true && familyOf(candidate.model) === null;
  const detail = searches
    ? `${candidate.cli} searches without a model, and this work takes one`
    : unmet(requires, candidate.model, input.models ?? []);
  if (detail !== null) return { reason: "requirement_unmet", detail };
  if (!input.healthy(candidate.provider)) return { reason: "provider_unhealthy" };
  return input.against?.({ ...candidate, is_free: candidate.is_free ?? false }) ?? null;
}

/** What a machine lacks or a tier requires is no illness of a provider. */
const isDegraded = (skipped: readonly SkippedRoute[]): boolean =>
  skipped.some(({ reason }) => reason === "provider_unhealthy" || reason === "provider_budget");

const named = ({ provider, model, cli }: OwnChoice): OwnChoice => ({ provider, model, cli });

/** Why a route was passed over, in words. */
export const explainSkipped = (skipped: SkippedRoute): string => SENTENCE[skipped.reason](skipped);

const SENTENCE: Record<SkippedRoute["reason"], (skipped: SkippedRoute) => string> = {
  provider_unhealthy: ({ provider, detail }) => detail ?? `${provider} is unhealthy`,
  provider_budget: ({ provider, detail }) => detail ?? `${provider} has no budget left`,
  cli_missing: ({ cli }) => `the runner has no ${cli}`,
  author_family: ({ model, detail }) => detail ?? `${model} is of the family that wrote the change`,
  requirement_unmet: ({ model, detail }) => detail ?? `${model} does not meet what the tier requires`,
};

/** The missing CLIs in one breath, and then each other reason once. */
function list(skipped: readonly SkippedRoute[]): string {
  const missing = skipped.filter((one) => one.reason === "cli_missing").map((one) => one.cli);
  const clis = [...new Set(missing)].join(", ").replace(/, ([^,]*)$/, " or $1");
  const others = skipped.filter((one) => one.reason !== "cli_missing").map(explainSkipped);
  const said = [...(clis === "" ? [] : [`the runner has no ${clis}`]), ...new Set(others)];
  return said.join(", ") || "it has none";
}
