/** A route in words: the tier and why, each word with its place, what lost and why, what was passed over, whose wish was heard. */
import { explainOverride } from "../../core/routing/choice.ts";
import { explainSkipped, type RouteDecision, type TierReason } from "../../core/routing/route.ts";
import type { LosingTier } from "../../core/routing/tier.ts";
import { colors } from "../output.ts";

/** `text` is null where it is not the one any more in which the words stood. */
export function* explain(
  result: TierReason,
  taken: RouteDecision | null,
  text: string | null,
): Generator<string> {
  yield taken === null
    ? colors.red(`${result.tier}: no route can be taken`)
    : `${colors.bold(result.tier)} → ${colors.green(`${taken.cli} with ${taken.model}`)} from ${taken.provider}`;
  yield `  why      ${result.reason}`;
  if (result.matched.length === 0) yield "  matched  nothing";
  for (const { term, tier, offset } of result.matched)
    yield `  matched  "${term}" at ${offset}${text === null ? "" : ` (${place(text, offset)})`}, a word of ${tier}`;
  for (const loser of result.losers) yield `  lost     ${lostWords(loser, result)}`;
  for (const skipped of result.skipped)
    yield `  skipped  ${skipped.cli} with ${skipped.model} from ${skipped.provider}: ${explainSkipped(skipped)}`;
  if (taken !== null) yield* overrides(taken);
  yield `  version  ${result.scenario_version}`;
}

const BECAME = { won: "won      ", agrees: "agrees   ", lost: "unheard  " } as const;

function* overrides(taken: RouteDecision): Generator<string> {
  for (const one of taken.overrides) yield `  ${BECAME[one.outcome]}${explainOverride(one)}`;
}

/** As an editor counts: both from 1. */
function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}

function lostWords({ tier, priority, matched }: LosingTier, won: TierReason): string {
  const words = matched.map((word) => `"${word}"`).join(", ");
  return `${tier} with priority ${priority} by ${words}: ${whyLost(priority, matched, won)}`;
}

function whyLost(priority: number, matched: readonly string[], won: TierReason): string {
  if (won.priority === null || priority > won.priority || !won.matched.some((m) => m.tier === won.tier))
    return "the role decides, and not the words";
  if (priority < won.priority) return `${won.tier} has priority ${won.priority}`;
  const own = new Set(won.matched.filter((m) => m.tier === won.tier).map((m) => m.term)).size;
  return own > matched.length
    ? `as high as ${won.tier}, and fewer of its words are there`
    : `as high as ${won.tier}, and named later than it`;
}
