/** A schedule that was probably meant: six fields with seconds, a macro, a time of day. */
import { validateSchedule } from "../../scheduling/schedule.ts";
import { type Finding, literal } from "../complaint.ts";
import { read } from "../tree.ts";

const MACROS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@nightly": "0 2 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
  }),
);

export function withLikelySchedule(one: Finding, tree: unknown): Finding {
  const written = one.code === "schedule" && one.path.at(-1) === "schedule" ? read(tree, one.path) : null;
  if (typeof written !== "string") return one;
  const expected =
    written.trim().split(/\s+/).length === 5
      ? "minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7, and a date that exists"
      : one.expected;
  return {
    ...one,
    ...(expected === undefined ? {} : { expected }),
    nearest: literal(likely(written.trim())),
  };
}

function likely(expression: string): string | null {
  const fields = expression.split(/\s+/);
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(expression) ?? [];
  const time = hour === undefined ? undefined : `${Number(minute)} ${Number(hour)} * * *`;
  const shorter = fields.length > 5 ? fields.slice(1, 6).join(" ") : undefined;
  const longer = fields.length === 4 ? `${expression} *` : undefined;
  const meant = MACROS.get(expression.toLowerCase()) ?? time ?? shorter ?? longer;
  return meant !== undefined && validateSchedule(meant, "UTC").ok ? meant : null;
}
