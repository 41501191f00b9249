/**
 * Makes text by agents and strangers safe to repeat in our own comments: it can address nobody, close no issue
 * and forge no marker.
 */
const WORD_JOINER = "\u2060";

/**
 * Gitea closes issues on these words in pull requests and commits, before `#1`, `!1`, `owner/name#1` and an address;
 * only the brain closes issues.
 */
const CLOSING =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(:?\s+)(?=[([*_]{0,99}(?:(?:[\w.-]+\/[\w.-]+)?[#!]\d|https?:))/gi;

export function quiet(text: string, max = 20_000): string {
  const cut = cutAt(text, max);
  return cut
    .replaceAll("<!--", "&lt;!--")
    .replace(/@(?=[\w-])/g, `@${WORD_JOINER}`)
    .replace(CLOSING, `$1${WORD_JOINER}$2`);
}

/** At most `max` UTF-16 units, never half of a surrogate pair, and it says that it was cut. */
export function cutAt(text: string, max: number): string {
  if (text.length <= max) return text;
  const note = "\n… (cut)";
  let end = Math.max(0, max - note.length);
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return text.slice(0, end) + note;
}

/** A fence longer than any run of backticks inside, so that the text cannot break out of it. */
export function fenced(text: string, info = "text"): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${info}\n${text}\n${fence}`;
}
