/**
 * What a credential looks like although nobody told us its value. Only shapes that nothing else has: a bare Gitea token is
 * forty hexadecimal digits, and so is every commit, so those are known by value alone.
 */

const WORDS = "ghp gho ghs ghu ghr github_pat gta glpat xoxa xoxb xoxp xoxr".split(" ");
/** Not in the middle of a word: `task-management` is none. */
const EDGE = "(?<![A-Za-z0-9])";

/** Tokens with a prefix that their makers chose to be found by: forges, Slack, models, AWS, JSON Web Tokens. */
export const TOKEN_SHAPES: readonly string[] = [
  `(?:${WORDS.join("|")})[_-][\\w-]{6,4000}`,
  "sk-[\\w-]{8,4000}",
  "AKIA[0-9A-Z]{16}",
  "eyJ[\\w-]{8,4000}\\.[\\w-]{8,4000}(?:\\.[\\w-]{1,4000})?",
].map((shape) => EDGE + shape);

const anyCase = (word: string) => [...word].map((c) => `[${c.toUpperCase()}${c}]`).join("");
const SCHEME = `(?:${["bearer", "token", "basic"].map(anyCase).join("|")})`;
const AUTHORIZATION = anyCase("authorization");
/** `$TOKEN` and `<token>` are what a person writes in its place. */
const VALUE = "[^\\s\"'$<*…]";
const HEADER = `(?<=${AUTHORIZATION}["']?\\s{0,3}[:=]\\s{0,3}["']?${SCHEME}\\s{1,3})${VALUE}{6,4000}`;
/** `name:password` in an address. */
const LOGIN = "(?<=://)[^\\s/@\"':]{1,200}:[^\\s/@\"'*]{1,400}(?=@)";
const KEY_HEAD = "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----";
const KEY_BODY = "[A-Za-z0-9+/=\\s\\\\]";

export const SHAPES: readonly string[] = [
  ...TOKEN_SHAPES,
  HEADER,
  LOGIN,
  `${KEY_HEAD}${KEY_BODY}{0,8000}(?:-----END [A-Z ]{0,30}-----)?`,
];

/** Every beginning of `word` that is shorter than it. */
const beginnings = (word: string, cased = (part: string) => part): string =>
  Array.from(word, (_, n) => cased(word.slice(0, n + 1)))
    .slice(0, -1)
    .join("|");

/** The shapes begun and not ended, at the end of a text: what may become a credential with the next chunk. */
const BEGUN = [
  `${EDGE}(?:${[...WORDS, "sk-", "AKIA", "eyJ"].map((word) => beginnings(word)).join("|")}|${WORDS.join("|")})`,
  `${EDGE}(?:(?:${WORDS.join("|")})[_-][\\w-]*|sk-[\\w-]*|AKIA[0-9A-Z]{0,16}|eyJ[\\w-]*(?:\\.[\\w-]*){0,2})`,
  `${beginnings("authorization", anyCase)}|${AUTHORIZATION}["']?\\s{0,3}(?:[:=]\\s{0,3}["']?(?:[A-Za-z]{0,6}|${SCHEME}\\s{1,3}${VALUE}*))?`,
  ":|:/|://[^\\s/@\"']{0,601}",
  `${beginnings("-----BEGIN ")}|-----BEGIN [A-Z ]{0,42}-{0,5}|${KEY_HEAD}${KEY_BODY}*(?:-{1,5}|-----[A-Z ]{0,34}-{0,4})?`,
];
/** No credential is longer; what goes on beyond it is no credential, and no memory is spent on it. */
const LONGEST = 8_600;

const begun = new RegExp(`(?:${BEGUN.join("|")})$`, "g");

/** Where the end of `text` begins that more text may turn into a credential; its length when there is none. */
export function begunAt(text: string): number {
  begun.lastIndex = Math.max(0, text.length - LONGEST);
  return begun.exec(text)?.index ?? text.length;
}
