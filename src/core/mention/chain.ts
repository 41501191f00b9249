/**
 * What agents have asked of one another, and when that has to stop. A chain has one root, the event that a person or the coordinator
 * began it with; all that follows from it is counted together, whatever comments and issues it went through.
 */

export interface Ask {
  readonly root: string;
  readonly by: string;
  readonly agent: string;
  readonly at: number;
}

export interface ChainLimits {
  /** Asks between agents that one root may lead to. */
  readonly max_dispatches: number;
  /** So long one agent does not ask the same other again within a root. */
  readonly pair_cooldown_secs: number;
}

/** The first two end the chain, and a person has to go on; the third passes by itself. */
export type ChainRefusal = "too_many" | "back_and_forth" | "too_soon";

/** How often an agent may be asked back by one that it asked: A→B→A is a question answered, and more of it is a loop. */
const RETURNS = 2;
/** A root that was silent for so long has ended. */
const KEPT_MS = 7 * 86_400_000;
const KEPT = 500;

export function judgeAsk(asks: readonly Ask[], ask: Ask, limits: ChainLimits): ChainRefusal | null {
  const chain = asks.filter((one) => one.root === ask.root);
  if (chain.length >= limits.max_dispatches) return "too_many";
  const back = chain.filter((one) => one.by === ask.agent && one.agent === ask.by).length;
  if (back >= RETURNS) return "back_and_forth";
  const since = ask.at - limits.pair_cooldown_secs * 1000;
  const again = chain.some((one) => one.by === ask.by && one.agent === ask.agent && one.at > since);
  return again ? "too_soon" : null;
}

/** The newest last, bounded. */
export const withAsk = (asks: readonly Ask[], ask: Ask): readonly Ask[] =>
  [...asks.filter((one) => one.at > ask.at - KEPT_MS), ask].slice(-KEPT);
