/**
 * The known names nearest to a misspelt one: at most three, best first, none when nothing is near. A slip of the
 * keyboard (insert, delete, replace, swap) costs one; a name that begins like another is near to it.
 */
import { type KnownAgent, writtenName } from "./known-agent.ts";

const LIMIT = 3;
/** Longer than any name with its project; comparing more than this costs time and helps nobody. */
const MAX_TYPED = 81;

export function nearestNames(typed: string, agents: readonly KnownAgent[], from: string | null): string[] {
  const want = typed.toLowerCase().replaceAll("_", "-");
  if (want.length === 0 || want.length > MAX_TYPED) return [];
  const scored = new Map<string, number>();
  for (const agent of agents) {
    const full = agent.project === null ? agent.name : `${agent.project}/${agent.name}`;
    const written = want.includes("/") ? full : writtenName(agent, from, agents);
    const score = Math.min(cost(want, agent.name), cost(want, full), lastPartCost(want, agent.name));
    if (score < Number.POSITIVE_INFINITY) scored.set(written, Math.min(score, scored.get(written) ?? score));
  }
  return [...scored]
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .slice(0, LIMIT)
    .map(([name]) => name);
}

/** The right agent under a wrong project is worth naming, after everything nearer. */
function lastPartCost(want: string, name: string): number {
  const slash = want.lastIndexOf("/");
  return slash < 0 ? Number.POSITIVE_INFINITY : 2 + cost(want.slice(slash + 1), name);
}

function cost(want: string, name: string): number {
  const distance = editDistance(want, name);
  if (distance <= Math.max(1, Math.floor(Math.min(want.length, name.length) / 3))) return distance;
  const shared = want.length >= 2 && (name.startsWith(want) || want.startsWith(name));
  return shared ? 4 + distance / 100 : Number.POSITIVE_INFINITY;
}

/** Optimal string alignment: Levenshtein with neighbouring letters swapped as one step. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replace);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, at(before, j - 2) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
