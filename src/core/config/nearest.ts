/** The known word nearest to one that is not known; null when none is near enough to be what was meant. */
import { editDistance } from "../mention/nearest.ts";

const MAX_LENGTH = 80;

export function nearest(typed: string, known: Iterable<string>): string | null {
  const want = plain(typed);
  if (want === "" || want.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const cost = costOf(want, plain(candidate));
    if (cost >= least) continue;
    least = cost;
    best = candidate;
  }
  return best;
}

/** `maxHops`, `Max-Hops` and `max_hops` are one word. */
const plain = (word: string): string =>
  word
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[-\s]+/g, "_");

function costOf(want: string, known: string): number {
  const distance = editDistance(want, known);
  if (distance <= Math.max(1, Math.floor(Math.min(want.length, known.length) / 3))) return distance;
  const shared = want.length >= 3 && (known.startsWith(want) || want.startsWith(known));
  return shared && known.length >= 3 ? 5 + distance / 100 : Number.POSITIVE_INFINITY;
}
