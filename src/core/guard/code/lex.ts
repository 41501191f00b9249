/**
 * Source text of any scripting language, split into its strings and the rest. The rest keeps its shape: each string is
 * replaced by a mark with its number, so that patterns over the code can never match inside a string or a comment.
 */
import { isCredential } from "../path/secret.ts";
import { ANY, ENV, TOKEN } from "../value.ts";
import { filled } from "./holes.ts";

export interface Lexed {
  /** Code with `⟦n⟧` for the n-th string, without comments; blanks in a row are one, a line end if there was one. */
  readonly code: string;
  readonly strings: readonly string[];
  /** The n-th string stood between backticks. */
  readonly ticked: ReadonlySet<number>;
}

const HASH = new Set([
  "python",
  "ruby",
  "perl",
  "awk",
  "php",
  "r",
  "julia",
  "elixir",
  "tcl",
  "cmake",
  "octave",
]);
const SLASHES = new Set(["node", "php", "go", "java", "groovy", "scala", "c", "rust", "swift", "kotlin"]);
const DASHES = new Set(["lua", "haskell"]);
/** A single quote begins a character, a lifetime or a symbol, never a longer string. */
const CHARACTERS = new Set("go java scala c rust swift kotlin haskell ocaml lisp erlang cmake".split(" "));

export function lex(given: string, text: string): Lexed {
  // Build descriptions of Bazel, Meson, nox, invoke and others are Python, or nearly.
  const language = given === "build" ? "python" : given;
  const strings: string[] = [];
  const ticked = new Set<number>();
  // Pieces, not one string: looking back into a string that grows would copy it each time.
  const pieces: string[] = [];
  const put = (value: string) => {
    pieces.push(`⟦${strings.length}⟧`);
    strings.push(value);
  };
  for (let i = 0; i < text.length; ) {
    const c = text[i] ?? "";
    const two = text.slice(i, i + 2);
    if (
      (c === "#" && HASH.has(language) && !/[$\w]/.test(text[i - 1] ?? "")) ||
      (two === "//" && SLASHES.has(language)) ||
      (two === "--" && DASHES.has(language)) ||
      (c === ";" && language === "lisp")
    ) {
      const end = text.indexOf("\n", i);
      i = end < 0 ? text.length : end;
    } else if (two === "/*" && SLASHES.has(language)) {
      const end = text.indexOf("*/", i + 2);
      i = end < 0 ? text.length : end + 2;
    } else if (c === "'" && CHARACTERS.has(language)) {
      i += /^'(?:\\.|[^'\\])'/s.exec(text.slice(i, i + 4))?.[0].length ?? 1;
    } else if (c === '"' || c === "'" || (c === "`" && language !== "python")) {
      const quote = text.startsWith(c.repeat(3), i) && language === "python" ? c.repeat(3) : c;
      const end = endOf(text, i + quote.length, quote);
      if (c === "`") ticked.add(strings.length);
      const prefix = /[A-Za-z]{0,2}$/.exec(pieces.slice(-2).join(""))?.[0].toLowerCase() ?? "";
      const raw = prefix.includes("r") && language === "python";
      const body = text.slice(i + quote.length, end);
      put(decoded(raw ? body.replaceAll("\\", "\\\\") : body, language, c, prefix.includes("f")));
      i = end + quote.length;
    } else {
      const word = /^(?:q[qxw]?|%[qQxw])\s*([({[<|/])/.exec(text.slice(i, i + 6));
      if (word !== null && (language === "perl" || language === "ruby") && !/[\w$]/.test(text[i - 1] ?? "")) {
        const open = word[1] ?? "";
        const close = { "(": ")", "{": "}", "[": "]", "<": ">" }[open] ?? open;
        const from = i + word[0].length;
        const end = endOf(text, from, close);
        if (/x/.test(word[0].slice(0, 2))) ticked.add(strings.length);
        put(text.slice(from, end));
        i = end + 1;
      } else {
        pieces.push(c);
        i += 1;
      }
    }
  }
  return { code: merged(narrowed(pieces.join("")), strings), strings, ticked };
}

/** Blanks in a row are one: a pattern with two runs of them beside each other would try every way to share out thousands. */
const narrowed = (code: string): string =>
  code.replace(/\s{2,}/g, (blanks) => (blanks.includes("\n") ? "\n" : " "));

function endOf(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text.startsWith(quote, i)) return i;
  }
  return text.length;
}

/** Escapes as most languages write them; what is interpolated is unknown. */
function decoded(body: string, language: string, quote: string, format: boolean): string {
  const plain = body.replace(
    /\\(?:x([0-9a-f]{2})|u\{?([0-9a-f]{2,6})\}?|([0-7]{2,3})|(.))/gis,
    (_, x?: string, u?: string, o?: string, other?: string) => {
      const hex = x ?? u;
      if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
      if (o !== undefined) return String.fromCharCode(Number.parseInt(o, 8));
      return { n: "\n", t: "\t", r: "\r" }[other ?? ""] ?? other ?? "";
    },
  );
  if (format) return plain.replace(/\{[^{}]*\}/g, computed);
  if (language === "node") return quote === "`" ? filled(plain, "${", "}", computed) : plain;
  if (language === "ruby") return quote === "'" ? plain : filled(plain, "#{", "}", computed);
  if (language === "perl" || language === "php")
    return quote === "'" ? plain : plain.replace(/\{?\$\w+\}?/g, ENV);
  return plain;
}

/** What a call makes may be anything; a name is only unknown, or a credential by its name. */
const computed = (hole: string): string =>
  [...hole.matchAll(/\w+/g)].some(([name]) => isCredential(name)) && !/[?!<>]|\blen/.test(hole)
    ? TOKEN
    : hole.includes("(")
      ? ANY
      : ENV;

/** `"a" + "b"`, `"a" . "b"` and `"a" "b"` are one string. */
function merged(code: string, strings: string[]): string {
  const now = code.replace(/⟦\d+⟧(?:\s*[+.]?\s*⟦\d+⟧)+/g, (chain) => {
    strings.push([...chain.matchAll(/\d+/g)].map(([n]) => strings[Number(n)] ?? "").join(""));
    return `⟦${strings.length - 1}⟧`;
  });
  return now.replace(
    /⟦(\d+)⟧\s*\[\s*::\s*-1\s*\]|⟦(\d+)⟧\s*\.\s*(?:split\(⟦\d+⟧\)\s*\.\s*)?reverse(?:\(\))?(?:\s*\.\s*join\(⟦\d+⟧\))?/g,
    (_, a?: string, b?: string) => {
      strings.push([...(strings[Number(a ?? b)] ?? "")].reverse().join(""));
      return `⟦${strings.length - 1}⟧`;
    },
  );
}
