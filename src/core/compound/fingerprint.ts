/**
 * When two findings are one. Agents say the same thing in other words and count lines a little differently, so this is
 * a comparison and no hash. Two findings are the same when they are about the same file (or both about none), and
 *
 *   - their titles are the same words, and their lines are no more than NEAR apart, or one has no line; or
 *   - both have a line, no more than BESIDE apart, and more than half of the words of the shorter title stand in the other.
 *
 * Words: lower case, without numbers, punctuation and the words that every title has, in any order.
 */

export interface Place {
  readonly title: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

export const NEAR = 10;
export const BESIDE = 3;

const EMPTY = new Set(
  "a an and are as at be by for from in into is it its no not of on or so that the this to with".split(" "),
);

/** The words that say what a title is about. */
export function wordsOf(title: string): ReadonlySet<string> {
  const words =
    title
      .normalize("NFKC")
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{N}_]*/gu) ?? [];
  const telling = words.filter((word) => !EMPTY.has(word));
  // A title of nothing but such words is still not the same as any other.
  return new Set(telling.length > 0 ? telling : [title.trim().toLowerCase()]);
}

const fileOf = ({ file }: Place): string => (file ?? "").replace(/^\.?\//, "");

export function isSame(a: Place, b: Place): boolean {
  if (fileOf(a) !== fileOf(b)) return false;
  const [one, other] = [wordsOf(a.title), wordsOf(b.title)];
  const shared = [...one].filter((word) => other.has(word)).length;
  const apart = a.line === undefined || b.line === undefined ? null : Math.abs(a.line - b.line);
  if (shared === one.size && shared === other.size) return apart === null || apart <= NEAR;
  return apart !== null && apart <= BESIDE && shared * 2 > Math.min(one.size, other.size);
}
