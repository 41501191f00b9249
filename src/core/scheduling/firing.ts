/** What a schedule asks of a moment: what is due and what comes next. Every moment is milliseconds since 1970. */
import { MINUTE_MS, parseCron } from "./cron.ts";

/** Missed firings collapse into one, so beyond this many only "a lot" matters. */
export const MAX_MISSED = 100;

export type Firings =
  | { readonly due: false }
  | {
      readonly due: true;
      /** The latest firing; the only one to act on. */
      readonly scheduled_ms: number;
      /** How many earlier ones it stands for, counted up to MAX_MISSED. */
      readonly missed: number;
    };

/** Firings after `after_ms`, up to and including `until_ms`, collapsed into the latest. */
export function firingsBetween(
  expression: string,
  timezone: string,
  after_ms: number,
  until_ms: number,
): Firings {
  if (until_ms <= after_ms) return { due: false };
  // Most ticks end here: the cursor stands still between firings, and so does what comes after it.
  if ((nextFiring(expression, timezone, after_ms) ?? Number.POSITIVE_INFINITY) > until_ms)
    return { due: false };
  const cron = parseCron(expression, timezone);
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

const NEXT = new Map<string, number | null>();
const MOST_KEPT = 64;

/** The first firing after `now_ms`; null when there is none. */
export function nextFiring(expression: string, timezone: string, now_ms: number): number | null {
  const key = `${now_ms} ${timezone} ${expression}`;
  const known = NEXT.get(key);
  if (known !== undefined) return known;
  const next = parseCron(expression, timezone).nextRun(new Date(now_ms))?.getTime() ?? null;
  if (NEXT.size >= MOST_KEPT) NEXT.clear();
  NEXT.set(key, next);
  return next;
}
