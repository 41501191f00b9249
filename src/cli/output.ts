/** The one place that writes to the terminal: with `--json` one document and nothing else on standard output. */
import pc from "picocolors";

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For people, beside the result: never part of what a script reads. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Off without a terminal and with NO_COLOR, so that a file or a pipe gets plain text. */
export const colors = pc.createColors(
  process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb",
);
