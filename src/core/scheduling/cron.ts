/**
 * The one place that knows the cron parser. Five fields, always in a named zone. A named hour that daylight saving skips
 * runs at the next moment there is; one that comes twice runs once. (The parser's default would run `0 1-9 * * *` twice in
 * the repeated hour; under `no-wildcard` only a wildcard repeats.)
 */
import { Cron } from "croner";

export const MINUTE_MS = 60_000;

/** A factory has a handful of schedules and asks about them on every tick; reading one costs more than asking it. */
const READ = new Map<string, Cron>();
const MOST_READ = 64;

/** Throws on what `validateSchedule` refuses. */
export function parseCron(expression: string, timezone: string): Cron {
  const key = `${timezone} ${expression}`;
  const known = READ.get(key);
  if (known !== undefined) return known;
  const cron = new Cron(expression, {
    mode: "5-part",
    timezone,
    fixedTimeRule: "no-wildcard",
    paused: true,
  });
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(key, cron);
  return cron;
}
