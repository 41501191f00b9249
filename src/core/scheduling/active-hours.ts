/** When the coordinator may act of its own accord: the hours that its schedule names. */
import { MINUTE_MS, parseCron } from "./cron.ts";

/** Whether `now_ms` lies in an hour, on a day, that the schedule names: 09:59 does for `0 1-9 * * *`, 10:00 does not. */
export function isWithinActiveHours(expression: string, timezone: string, now_ms: number): boolean {
  const [, ...hours] = expression.trim().split(/\s+/);
  const minute = Math.floor(now_ms / MINUTE_MS) * MINUTE_MS;
  return parseCron(`* ${hours.join(" ")}`, timezone).match(new Date(minute));
}
