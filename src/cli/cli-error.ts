/** An ending that a person can act on: what happened, why, and the command or change that comes next. */
import type { ExitCode } from "./exit-codes.ts";

export interface Trouble {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

export class CliError extends Error {
  readonly code: ExitCode;
  readonly trouble: Trouble;
  constructor(code: ExitCode, trouble: Trouble, options?: { cause: unknown }) {
    super(trouble.what, options);
    this.name = "CliError";
    this.code = code;
    this.trouble = trouble;
  }
}

export function formatTrouble({ what, why, next }: Trouble): string {
  return [`adf: ${what}`, `  why:  ${indent(why)}`, `  next: ${indent(next)}`].join("\n");
}

const indent = (text: string): string => text.replaceAll("\n", "\n        ");
