/** A schedule as it is configured: five cron fields and a time zone, refused with a sentence when it cannot run. */
import { err, ok, type Result } from "../result.ts";
import { parseCron } from "./cron.ts";

export interface ScheduleProblem {
  readonly field: "schedule" | "timezone";
  /** What is wrong and an example of what is right. */
  readonly message: string;
}

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
    return err({
      field: "timezone",
      message: `"${timezone}" is no time zone; write one as in "Europe/Berlin" or "UTC"`,
    });
  }
  try {
    const cron = parseCron(fields.join(" "), timezone);
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
