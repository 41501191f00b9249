/**
 * Five-field cron expressions in a time zone, asked about given moments: is it valid, what is due, what is next, is this
 * an active hour. Pure: every moment is an argument, in milliseconds since 1970.
 *
 * Daylight saving: a named hour that is skipped runs at the next moment there is; one that comes twice runs once. (The
 * parser's default would run `0 1-9 * * *` twice in the repeated hour; only a wildcard repeats under `no-wildcard`.)
 */
import { Cron } from "croner";
import { type Result, err, ok } from "../result.ts";

const MINUTE_MS = 60_000;
/** Missed firings collapse into one, so beyond this many only "a lot" matters. */
export const MAX_MISSED = 100;

export interface ScheduleProblem {
  readonly field: "schedule" | "timezone";
  /** What is wrong and an example of what is right. */
  readonly message: string;
}

export type Firings =
  | { readonly due: false }
  | {
      readonly due: true;
      /** The latest firing; the only one to act on. */
      readonly scheduled_ms: number;
      /** How many earlier ones it stands for, counted up to MAX_MISSED. */
      readonly missed: number;
    };

/** The value is the expression itself, its blanks made single. */
export function validateSchedule(expression: string, timezone: string): Result<string, ScheduleProblem> {
  const fields = expression.trim().split(/\s+/);
  // The parser also takes a date, "@daily" and a sixth field for seconds; a schedule here is five fields, always.
  if (fields.length !== 5 || expression.includes("@")) {
    const message = `"${expression}" is not a schedule: write minute, hour, day, month and weekday, as in "0 1-9 * * *"`;
    return err({ field: "schedule", message });
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    return err({ field: "timezone", message: `"${timezone}" is no time zone; write one as in "Europe/Berlin" or "UTC"` });
  }
  try {
    const cron = parse(fields.join(" "), timezone);
    // Somewhere within a leap-year cycle every possible date occurs; 30 February does not.
    if (cron.nextRun(new Date(0)) === null) {
      return err({ field: "schedule", message: `"${expression}" names a date that never comes` });
    }
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.replace(/^CronPattern: /, "") : String(cause);
    return err({ field: "schedule", message: `"${expression}" is not a schedule: ${detail}` });
  }
  return ok(fields.join(" "));
}

/** Firings after `after_ms`, up to and including `until_ms`, collapsed into the latest. */
export function firingsBetween(expression: string, timezone: string, after_ms: number, until_ms: number): Firings {
  if (until_ms <= after_ms) return { due: false };
  const cron = parse(expression, timezone);
  // `previousRuns` excludes its own moment; firings stand on whole minutes.
  const end = new Date(Math.floor(until_ms / MINUTE_MS) * MINUTE_MS + 1_000);
  const past = cron.previousRuns(1, end)[0]?.getTime();
  if (past === undefined || past <= after_ms) return { due: false };
  let missed = 0;
  let at = cron.nextRun(new Date(after_ms))?.getTime();
  while (at !== undefined && at < past && missed < MAX_MISSED) {
    missed++;
    at = cron.nextRun(new Date(at))?.getTime();
  }
  return { due: true, scheduled_ms: past, missed };
}

/** The first firing after `now_ms`; null when there is none. */
export function nextFiring(expression: string, timezone: string, now_ms: number): number | null {
  return parse(expression, timezone).nextRun(new Date(now_ms))?.getTime() ?? null;
}

/** Whether `now_ms` lies in an hour, on a day, that the schedule names: 09:59 does for `0 1-9 * * *`, 10:00 does not. */
export function isWithinActiveHours(expression: string, timezone: string, now_ms: number): boolean {
  const [, ...hours] = expression.trim().split(/\s+/);
  const minute = Math.floor(now_ms / MINUTE_MS) * MINUTE_MS;
  return parse(`* ${hours.join(" ")}`, timezone).match(new Date(minute));
}

function parse(expression: string, timezone: string): Cron {
  return new Cron(expression, { mode: "5-part", timezone, fixedTimeRule: "no-wildcard", paused: true });
}
