/** The one place that writes to the terminal: with `--json` one document and nothing else on standard output. */
import pc from "picocolors";

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${harmless(text)}\n`);
}

let unread = false;
export const goesOnUnread = (): boolean => unread;

/** Called by what does more than show: it goes on to its end, and ends as it went, though nobody reads any more. */
export function goOnUnread(): void {
  unread = true;
}

/** For people, beside the result: never part of what a script reads. */
export function note(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/**
 * Words of agents and strangers are in much that is printed. A terminal takes colours from a text, and nothing else: no title,
 * no clipboard, no answer typed in the reader's place, no line written over another, none that reads from the other end, and
 * nothing that is there and not seen.
 */
const ORDERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /\x1b(?!\[(?:(?:[0-24]|2[24]|3[1-69]|9[0-6])?(?:;|(?=m)))*m)|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
export const harmless = (text: string): string => text.replace(ORDERS, "\ufffd");

/** Off without a terminal and with NO_COLOR, so that a file or a pipe gets plain text. */
export const colors = pc.createColors(
  process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb",
);
