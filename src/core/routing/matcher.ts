/**
 * Finds keywords in a text: whatever their case, only as whole words, leftmost and longest, never overlapping. Built
 * once per scenario version and kept by the caller; a search is linear in the text. Offsets count UTF-16 units.
 */
import AhoCorasick from "ahocorasick";
import { isBoundary } from "./boundary.ts";
import { fold } from "./fold.ts";

/** Above these the automaton's build time and memory threaten a Worker's start (measured: 5,000 → 40 ms, 8 MB). */
export const MAX_KEYWORDS = 5_000;
export const MAX_KEYWORD = 128;

export interface Hit {
  /** The keyword, folded. */
  readonly keyword: string;
  readonly start: number;
  readonly end: number;
}

export interface Matcher {
  find(text: string): Hit[];
}

/** Throws beyond the limits: whoever reads keywords from a file refuses them there, with the place. */
export function buildMatcher(keywords: Iterable<string>): Matcher {
  const unique = new Set<string>();
  for (const keyword of keywords) {
    const folded = fold(keyword.trim());
    if (folded.length > MAX_KEYWORD)
      throw new RangeError(`a keyword of ${folded.length} units; ${MAX_KEYWORD} is the limit`);
    if (folded !== "") unique.add(folded);
  }
  if (unique.size > MAX_KEYWORDS)
    throw new RangeError(`${unique.size} keywords; ${MAX_KEYWORDS} is the limit`);
  const automaton = new AhoCorasick([...unique]);
  return { find: (text) => leftmostLongest(wholeWords(automaton, text)) };
}

function wholeWords(automaton: AhoCorasick, text: string): Hit[] {
  const folded = fold(text);
  const hits: Hit[] = [];
  for (const [last, keywords] of automaton.search(folded)) {
    const end = last + 1;
    if (!isBoundary(folded, end)) continue;
    for (const keyword of keywords) {
      const start = end - keyword.length;
      if (isBoundary(folded, start)) hits.push({ keyword, start, end });
    }
  }
  return hits;
}

/** After the word filter, not before: "foo bar" that fails in "foo barx" must not take "foo" with it. */
function leftmostLongest(hits: Hit[]): Hit[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = 0;
  return hits.filter((hit) => {
    if (hit.start < free) return false;
    free = hit.end;
    return true;
  });
}
