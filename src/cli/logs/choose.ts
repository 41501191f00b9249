/** Which records a person asked to see, and how long ago `2h` is. */
import type { LogDocument } from "../../contract/log.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export interface Choice {
  readonly issue?: number;
  readonly agent?: string;
  readonly since_ms?: number;
}

export const chosen =
  ({ issue, agent, since_ms }: Choice) =>
  (record: LogDocument): boolean =>
    (issue === undefined || record.issue === issue) &&
    (agent === undefined || record.agent === agent) &&
    (since_ms === undefined || Date.parse(record.timestamp) >= since_ms);

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `15m`, `2h`, `3d`, or a time as RFC 3339. */
export function readSince(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const at = Date.parse(text);
  if (!Number.isNaN(at) && /^\d{4}-/.test(text)) return at;
  throw new CliError(EXIT.usage, {
    what: `--since "${text}" is no time`,
    why: "it is a number with s, m, h or d, or a time such as 2026-01-05T09:00:00Z",
    next: "npm run -s adf -- logs --since 2h",
  });
}

/** `command`: the one that asked, with a number that is right. */
export function readIssue(text: string, command: (issue: number) => string): number {
  const issue = Number(text.replace(/^#/, ""));
  if (Number.isSafeInteger(issue) && issue > 0) return issue;
  throw new CliError(EXIT.usage, {
    what: `"${text}" is no number of an issue`,
    why: "it is a whole number, as in 5 or #5",
    next: `npm run -s adf -- ${command(5)}`,
  });
}
