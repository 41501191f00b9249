/** The journal: one entry for every decision and change of state, in order, kept with the project. */
import type { LogRecord } from "../../contract/log.ts";

export type JournalEntry = LogRecord;

/** A level for each event that is not plain information. */
const LEVELS: Readonly<Record<string, LogRecord["level"]>> = {
  "effect.dead": "error",
  "effect.retry": "warn",
  "item.parked": "warn",
  "job.failed": "warn",
  "coordinator.refused": "warn",
  "breaker.opened": "error",
  "report.refused": "warn",
  "marker.forged": "warn",
  "notice.retry": "warn",
  "notice.dead": "error",
  "alert.grew": "warn",
  "compound.group_skipped": "warn",
  "nightwatch.fresh_start": "warn",
  "nightwatch.paused": "error",
  "nightwatch.escalated": "error",
};

export function entry(event: string, fields: Omit<LogRecord, "event" | "level">): JournalEntry {
  return { event, level: LEVELS[event] ?? "info", ...fields };
}
