/** A person at a terminal: reads what stands there, and types when a question is asked. */
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";

export const ENTER = "\r";
export const CTRL_C = "\u0003";
export const DOWN = "\u001b[B";
export const SPACE = " ";
/** Clears a line that is filled in already. */
export const CLEAR = "\u0015";

export interface Person {
  readonly streams: { readonly input: PassThrough; readonly output: PassThrough };
  /** Everything that was shown so far. */
  screen(): string;
}

/** `script`: what is asked, and the keys that answer it, in order. A question that is not in it is never answered. */
export function person(script: readonly (readonly [RegExp, string])[]): Person {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 120, rows: 60 });
  let shown = "";
  let read = 0;
  let next = 0;
  output.setEncoding("utf8").on("data", (chunk: string) => {
    shown += stripVTControlCharacters(chunk);
    const at = script[next];
    if (at === undefined || !at[0].test(shown.slice(read))) return;
    next++;
    read = shown.length;
    // The prompt listens once it has drawn itself.
    setImmediate(() => {
      for (const key of keysOf(at[1])) input.write(key);
    });
  });
  return { streams: { input, output }, screen: () => shown };
}

/** An arrow is one key of several characters. */
const keysOf = (text: string): string[] =>
  text.split(DOWN).flatMap((part, i) => [...(i > 0 ? [DOWN] : []), ...part]);
