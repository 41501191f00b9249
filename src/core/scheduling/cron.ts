/**
 * The one place that knows the cron parser. Five fields, always in a named zone. A named hour that daylight saving skips
 * runs at the next moment there is; one that comes twice runs once. (The parser's default would run `0 1-9 * * *` twice in
 * the repeated hour; under `no-wildcard` only a wildcard repeats.)
 */
import { Cron } from "croner";

export const MINUTE_MS = 60_000;

/** Throws on what `validateSchedule` refuses. */
export function parseCron(expression: string, timezone: string): Cron {
  return new Cron(expression, { mode: "5-part", timezone, fixedTimeRule: "no-wildcard", paused: true });
}
