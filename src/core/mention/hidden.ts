/**
 * Markdown's inline structure, as far as mentions need it: which units of a text a mention may not begin in. Everything
 * outside the prose is hidden, and within it inline code, comments, tags, autolinks and link destinations.
 * Linear: a search that found nothing is remembered and not made again.
 */
import { proseSpans, type Span } from "./blocks.ts";

export const VISIBLE = 0;
export const HIDDEN = 1;
/** Not only no mention: a reader does not see it at all. */
export const COMMENT = 2;

/** Deeper nesting of brackets in a link is not Markdown, and following it would cost more than linear time. */
const MAX_NESTING = 32;

export function hiddenUnits(text: string): Uint8Array {
  const mask = new Uint8Array(text.length).fill(HIDDEN);
  let seen = 0;
  for (const span of proseSpans(text)) {
    markComments(text, mask, seen, span.start);
    mask.fill(VISIBLE, span.start, span.end);
    scan(text, span, mask);
    seen = span.end;
  }
  markComments(text, mask, seen, text.length);
  return mask;
}

/** A comment that ends in front of prose on the same line is hidden from readers as well. */
function markComments(text: string, mask: Uint8Array, from: number, to: number): void {
  if (text.startsWith("-->", to - 3)) mask.fill(COMMENT, from, to);
}

function scan(text: string, span: Span, mask: Uint8Array): void {
  const finder = new Finder(text, span.end);
  let ticks: Map<number, number[]> | null = null;
  let i = span.start;
  while (i < span.end) {
    const unit = text[i];
    let end = i + 1;
    let kind = HIDDEN;
    if (unit === "\\") {
      i += text[i + 1] === "\n" ? 1 : 2;
      continue;
    }
    if (unit === "`") {
      const length = runLength(text, i, span.end);
      ticks ??= tickRuns(text, span);
      const close = nextRun(ticks.get(length), i);
      end = close === null ? i + length : close + length;
      if (close === null) kind = VISIBLE;
    } else if (unit === "<") {
      if (text.startsWith("<!--", i)) {
        const stop = finder.find("-->", i + 2);
        if (stop === null) kind = VISIBLE;
        else {
          end = stop + 3;
          kind = COMMENT;
        }
      } else if (/[A-Za-z/]/.test(text[i + 1] ?? "")) {
        end = finder.tagEnd(i);
      } else kind = VISIBLE;
    } else if (unit === "]" && text[i + 1] === "(") {
      end = destinationEnd(text, i + 2, span.end) ?? i + 1;
      if (end === i + 1) kind = VISIBLE;
    } else if (unit === "]" && text[i + 1] === ":" && startsDefinition(text, i, span.start)) {
      end = wordEnd(text, skipBlanks(text, i + 2, span.end), span.end);
    } else if (unit === ":" && text.startsWith("//", i + 1) && /[A-Za-z]/.test(text[i - 1] ?? "")) {
      end = wordEnd(text, i, span.end);
    } else kind = VISIBLE;
    if (kind !== VISIBLE) mask.fill(kind, i, end);
    i = end;
  }
}

/** Searches within one span; an answer "not here" is kept, so that hostile text cannot make it search again. */
class Finder {
  readonly text: string;
  readonly end: number;
  private readonly absent = new Set<string>();
  constructor(text: string, end: number) {
    this.text = text;
    this.end = end;
  }

  find(what: string, from: number): number | null {
    if (this.absent.has(what)) return null;
    const at = this.text.slice(0, this.end).indexOf(what, from);
    if (at >= 0) return at;
    this.absent.add(what);
    return null;
  }

  /** After the tag or autolink that begins at `from`; of an element of code or quotation, after its closing tag. */
  tagEnd(from: number): number {
    let i = from + 1;
    while (i < this.end && this.text[i] !== ">" && this.text[i] !== "<") i++;
    if (this.text[i] !== ">" || i >= this.end) return from + 1;
    const name = /^<(code|pre|blockquote|samp|kbd)\b/i.exec(this.text.slice(from, from + 12))?.[1];
    if (name === undefined) return i + 1;
    const close = `</${name}>`;
    const stop = this.find(close, i);
    return stop === null ? i + 1 : stop + close.length;
  }
}

function runLength(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && text[i] === "`") i++;
  return i - from;
}

/** Where the runs of backticks of each length begin, last first, so that passed ones are popped once. */
function tickRuns(text: string, span: Span): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (let i = span.start; i < span.end; i++) {
    if (text[i] !== "`") continue;
    const length = runLength(text, i, span.end);
    const list = runs.get(length);
    if (list === undefined) runs.set(length, [i]);
    else list.push(i);
    i += length - 1;
  }
  for (const list of runs.values()) list.reverse();
  return runs;
}

function nextRun(starts: number[] | undefined, after: number): number | null {
  while (starts !== undefined && starts.length > 0 && (starts.at(-1) ?? 0) <= after) starts.pop();
  return starts?.at(-1) ?? null;
}

/** After the bracket that ends `(destination "title")`; null when this is no link. */
function destinationEnd(text: string, from: number, end: number): number | null {
  let i = skipBlanks(text, from, end);
  let depth = 1;
  for (; i < end && !isBlank(text.charCodeAt(i)); i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "(" && ++depth > MAX_NESTING) return null;
    else if (text[i] === ")" && --depth === 0) return i + 1;
  }
  i = skipBlanks(text, i, end);
  const quote = text[i];
  if (quote === '"' || quote === "'") {
    i++;
    while (i < end && text[i] !== quote) i++;
    i = skipBlanks(text, i + 1, end);
  }
  return i < end && text[i] === ")" ? i + 1 : null;
}

/** `[label]: destination` at the start of a paragraph. */
function startsDefinition(text: string, close: number, start: number): boolean {
  return close - start < 1_000 && /^\[[^\]]+$/.test(text.slice(start, close));
}

function skipBlanks(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && isBlank(text.charCodeAt(i))) i++;
  return i;
}

function wordEnd(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && text[i] !== "<" && !isBlank(text.charCodeAt(i))) i++;
  return i;
}

const isBlank = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13);
