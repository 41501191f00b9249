/**
 * A string of which parts may be unknown. Unknown parts are single characters that no text may contain (Unicode
 * noncharacters), so that a value is an ordinary string and prefixes, joins and comparisons work as they are.
 */

/** Computed by the line in a way that cannot be followed: may be anything. */
export const ANY = "\ufdd0";
/** Comes from the environment or the caller: unknown, but not chosen by this line. */
export const ENV = "\ufdd1";
/** The name of a file that a listing printed: relative, without `..`, not empty. */
export const NAME = "\ufdd2";
/** A number, a date, a version, a hash: short, without blanks or slashes. */
export const NUMBER = "\ufdd3";
/** The process that runs this shell: the agent's own CLI. */
export const PARENT = "\ufdd4";
/** Shell text printed by a program that is meant to be evaluated, such as `ssh-agent -s`. */
export const SETUP = "\ufdd5";
/** Downloaded: may be anything, and its origin is known to be the network. */
export const NET = "\ufdd6";
/** The value of a variable that is named like a credential: unknown, and not to be shown. */
export const TOKEN = "\ufdd7";
/** Unquoted `*`, and unquoted `?` or `[…]`. */
export const STAR = "\ufdd8";
export const ONE = "\ufdd9";

const MARK = /[\ufdd0-\ufddf]/;
const MARKS = /[\ufdd0-\ufddf]/g;
const UNKNOWN = /[\ufdd0-\ufdd7]/;
const COMPUTED = /[\ufdd0\ufdd6]/;

export const isKnown = (value: string): boolean => !MARK.test(value);
export const hasHole = (value: string): boolean => UNKNOWN.test(value);
/** Whether a part could be anything that the line itself arranged. */
export const isComputed = (value: string): boolean => COMPUTED.test(value);
export const hasEnv = (value: string): boolean => value.includes(ENV);
export const hasGlob = (value: string): boolean => value.includes(STAR) || value.includes(ONE);
/** Text from outside cannot bring marks of its own. */
export const withoutMarks = (text: string): string =>
  MARK.test(text) ? text.replace(MARKS, "\ufffd") : text;

const SHOWN: Readonly<Record<string, string>> = {
  [ANY]: "‹computed›",
  [ENV]: "‹unknown›",
  [NAME]: "‹file›",
  [NUMBER]: "‹number›",
  [PARENT]: "‹agent›",
  [SETUP]: "‹setup›",
  [NET]: "‹download›",
  [TOKEN]: "‹credential›",
  [STAR]: "*",
  [ONE]: "?",
};
export const shown = (value: string): string => value.replace(MARKS, (mark) => SHOWN[mark] ?? "");

/** Whether a name could be what a glob with unknown parts stands for. Never slow: it goes back to the last star only. */
export function couldBe(glob: string, name: string): boolean {
  let g = 0;
  let n = 0;
  let star = -1;
  let from = 0;
  while (n < name.length) {
    const c = glob[g];
    if (c !== undefined && c !== ONE && MARK.test(c)) {
      star = g++;
      from = n;
    } else if (c === ONE || c === name[n]) {
      g += 1;
      n += 1;
    } else if (star >= 0) {
      g = star + 1;
      n = ++from;
    } else return false;
  }
  for (; g < glob.length; g += 1) if (glob[g] === ONE || !MARK.test(glob[g] ?? "")) return false;
  return true;
}

/** Unquoted text of a variable is a glob where it is used. */
export const asGlob = (text: string): string =>
  text
    .replace(/\*/g, STAR)
    .replace(/\?/g, ONE)
    // Taken in whole where it is not closed, too: looked for from each of many brackets it would take the square of them.
    .replace(/\[[^\]\s]*\]?/g, (set) => (set.length > 2 && set.endsWith("]") ? ONE : set));
