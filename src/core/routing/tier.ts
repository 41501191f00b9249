/**
 * Which tier a text speaks of: the highest priority among its matches; of equal ones the tier with more different
 * words, then the one named first. Also every word that matched, and the tiers that lost.
 */
import type { ScenarioSet } from "./scenario-set.ts";

export interface MatchedTerm {
  readonly term: string;
  readonly tier: string;
  /** In UTF-16 units of the text. */
  readonly offset: number;
}

export interface LosingTier {
  readonly tier: string;
  readonly priority: number;
  /** Its words that matched, each once. */
  readonly matched: readonly string[];
}

export interface TierPick {
  /** Null when no word matched. */
  readonly tier: string | null;
  readonly matched: readonly MatchedTerm[];
  readonly ranked: readonly LosingTier[];
}

export function pickTier(text: string, set: ScenarioSet): TierPick {
  const matched = set.matcher.find(text).flatMap(({ keyword, start }) => {
    const tier = set.tier_of.get(keyword);
    return tier === undefined ? [] : [{ term: keyword, tier, offset: start }];
  });
  const ranked = set.scenarios
    .flatMap(({ tier, priority }) => {
      const own = matched.filter((term) => term.tier === tier);
      const words = [...new Set(own.map(({ term }) => term))];
      return own[0] === undefined ? [] : [{ tier, priority, matched: words, first: own[0].offset }];
    })
    .sort((a, b) => b.priority - a.priority || b.matched.length - a.matched.length || a.first - b.first)
    .map(({ first: _first, ...tier }) => tier);
  return { tier: ranked[0]?.tier ?? null, matched, ranked };
}
