/** Reads the whole of standard input as text. Refuses a keyboard: waiting silently for it would look like a hang. */
import { text } from "node:stream/consumers";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

export async function readInput(what: string, example: string): Promise<string> {
  if (process.stdin.isTTY) {
    throw new CliError(EXIT.usage, {
      what: `${what} is read from standard input, and nothing is piped into it`,
      why: "standard input is a terminal",
      next: example,
    });
  }
  return await text(process.stdin);
}

/** `a,b,,c ` → `a`, `b`, `c`. */
export function listOption(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** How long a command may take, in seconds; `example` is the line that gives it rightly. */
export function timeoutOption(written: string, example: string): number {
  const seconds = Number(written);
  if (seconds > 0) return seconds;
  throw new CliError(EXIT.usage, {
    what: `--timeout ${written} is not a number of seconds`,
    why: "it must be larger than 0",
    next: example,
  });
}

/** Answers the text as it was, once it is known to be a number without a fraction. */
export const wholeNumber =
  (option: string, usual: number) =>
  (written: string): string => {
    if (/^\d{1,9}$/.test(written)) return written;
    throw new CliError(EXIT.usage, {
      what: `${option} ${written} is no whole number`,
      why: "it is written in digits alone",
      next: `${option} ${usual}`,
    });
  };
