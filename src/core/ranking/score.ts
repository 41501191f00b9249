/**
 * Why one ready issue goes before another. The order is: pinned, then rank, then priority label, then age. The score
 * says the same in one number, for people and pictures:
 *
 *   score = pin × 1,000,000 + rank + priority / 10,000,000 + age / 100,000,000
 *
 *   pin       1 with the label `adf/pinned`, else 0
 *   rank      PageRank × number of nodes, to six decimals: 1 is average, and ranks that differ by rounding are equal
 *   priority  3 critical, 2 high, 1 medium, 0 none, -1 low (`priority/high` or `priority: high`)
 *   age       above 0 to 1: the oldest open issue has 1
 */

export interface Terms {
  readonly pin: 0 | 1;
  readonly rank: number;
  readonly priority: number;
  readonly age: number;
}

export const PINNED_LABEL = "adf/pinned";
const LEVELS: ReadonlyMap<string, number> = new Map([
  ["critical", 3],
  ["high", 2],
  ["medium", 1],
  ["low", -1],
]);

export function termsOf(rank: number, nodes: number, labels: readonly string[], age: number): Terms {
  const pin = labels.some((label) => label.toLowerCase() === PINNED_LABEL) ? 1 : 0;
  return { pin, rank: Math.round(rank * nodes * 1e6) / 1e6, priority: priorityOf(labels), age };
}

/** Of several labels the most urgent counts. */
export function priorityOf(labels: readonly string[]): number {
  const levels = labels.flatMap((label) => {
    const name = /^priority\s*[/:]\s*(\w+)$/i.exec(label.trim())?.[1]?.toLowerCase();
    return name === undefined ? [] : (LEVELS.get(name) ?? []);
  });
  return levels.length === 0 ? 0 : Math.max(...levels);
}

export function scoreOf({ pin, rank, priority, age }: Terms): number {
  return pin * 1e6 + (rank + (priority / 1e7 + age / 1e8));
}

/** Negative when `a` goes first; 0 when the terms are equal. */
export function compareTerms(a: Terms, b: Terms): number {
  return b.pin - a.pin || b.rank - a.rank || b.priority - a.priority || b.age - a.age;
}
