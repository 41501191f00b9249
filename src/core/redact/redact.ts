/**
 * Takes secrets out of whatever leaves: logs, comments, reports, errors, records. One function for all of them: the values that
 * are known, in each of the ways a text may hold them, and whatever has the shape of a credential.
 */
import { utf8 } from "../text/utf8.ts";
import { formsOf } from "./forms.ts";
import { begunAt, SHAPES } from "./shapes.ts";

export const MASK = "***";

export interface Redactor {
  text(value: string): string;
  /** Every string anywhere in plain data. */
  data<T>(value: T): T;
  /** For chunks: what is cut in two by a pipe is found as well. */
  stream(): StreamRedactor;
}

/** Text of one character a byte (latin1), so that a chunk may end anywhere within a character. */
export interface StreamRedactor {
  write(bytes: string): string;
  end(): string;
}

/** A value shorter than this would mask half of every text; nobody's credential is so short. */
const MIN_SECRET = 6;

export function createRedactor(secrets: readonly string[] = []): Redactor {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= MIN_SECRET).flatMap(formsOf))]
    .filter((form) => form.length >= MIN_SECRET)
    .sort((a, b) => b.length - a.length);
  const pattern = patternOf(forms);
  const text = (value: string) => value.replace(pattern, MASK);
  return {
    text,
    data: <T>(value: T): T => mapStrings(value, text) as T,
    stream: () => streamRedactor(forms.map(bytesOf)),
  };
}

/** The values come first: a longer one that holds the shape of a token is masked whole. */
const patternOf = (forms: readonly string[]): RegExp =>
  new RegExp([...forms.map(literally), ...SHAPES].join("|"), "g");

function streamRedactor(forms: readonly string[]): StreamRedactor {
  const pattern = patternOf(forms);
  let held = "";
  // The character before what is held: it decides whether a word begins there.
  let before = "";
  /** Nothing leaves that more text could still make into a secret, and no part of one. One pass over each chunk. */
  const give = (last: boolean): string => {
    const whole = before + held;
    const from = before.length;
    let cut = last ? whole.length : Math.min(begunAt(whole), openFormAt(whole, forms));
    let clean = "";
    let at = from;
    for (const { index, 0: found } of whole.matchAll(pattern)) {
      if (index + found.length > cut) {
        cut = Math.min(cut, index);
        break;
      }
      clean += whole.slice(at, Math.max(at, index)) + MASK;
      at = index + found.length;
    }
    cut = Math.max(cut, from);
    clean += whole.slice(at, cut);
    held = whole.slice(cut);
    before = cut === from ? before : whole.slice(cut - 1, cut);
    return clean;
  };
  return {
    write(bytes) {
      held += bytes;
      return give(false);
    },
    end: () => give(true),
  };
}

/** Where the longest end of `text` begins that could be the beginning of a known secret. */
function openFormAt(text: string, forms: readonly string[]): number {
  let longest = 0;
  for (const form of forms) {
    for (let size = Math.min(form.length - 1, text.length); size > longest; size -= 1) {
      if (text.endsWith(form.slice(0, size))) longest = size;
    }
  }
  return text.length - longest;
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}

const bytesOf = (text: string): string => String.fromCharCode(...utf8(text));
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
