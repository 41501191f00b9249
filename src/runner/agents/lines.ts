/** A stream of chunks to lines, and to the JSON objects among them; a line without end costs no memory without end. */
import { StringDecoder } from "node:string_decoder";

/** Longer than any event of a CLI; what exceeds it is no event. */
const MAX_LINE = 8 * 1024 * 1024;

/** Enough to tell a failure by. */
const MAX_WRITTEN = 64 * 1024;

export interface LineReader {
  write(chunk: Buffer): void;
  end(): void;
}

export function readLines(onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder("utf8");
  let rest: string[] = [];
  let length = 0;
  const flush = () => {
    if (length > 0 && length <= MAX_LINE) onLine(rest.join(""));
    rest = [];
    length = 0;
  };
  const take = (text: string) => {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      keep(text.slice(from, at));
      flush();
      from = at + 1;
    }
    keep(text.slice(from));
  };
  const keep = (part: string) => {
    if (part === "") return;
    length += part.length;
    if (length <= MAX_LINE) rest.push(part);
    else rest = [];
  };
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      flush();
    },
  };
}

export type Json = Readonly<Record<string, unknown>>;

/** The JSON objects that a CLI prints, one a line. */
export const readObjects = (onObject: (object: Json) => void): LineReader =>
  readLines((line) => {
    const object = objectIn(line);
    if (object !== null) onObject(object);
  });

/** An object on a line of its own; null for everything else that is printed. */
export function objectIn(line: string): Json | null {
  if (!line.startsWith("{")) return null;
  try {
    return record(JSON.parse(line));
  } catch {
    return null;
  }
}

export const record = (value: unknown): Json =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : {};
/** What was read, as it was written; its beginning, and nothing of what is nested deeper than the stack. */
export function written(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, MAX_WRITTEN);
  } catch {
    return "";
  }
}
export const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
export const count = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
