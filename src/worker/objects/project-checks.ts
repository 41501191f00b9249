/** When the checks that the work waits for are read again. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";
import { nextDue } from "../store/work.ts";

const KEY = "checks_read_at";

/** When they are to be read next, by the Worker's clock; null while nobody waits for any. */
export function checksDue(sql: SqlStorage, poll_secs: number): number | null {
  if (!isWaited(sql)) return null;
  return readMeta(sql, KEY, 0) + poll_secs * 1000;
}

export const noteChecksAsked = (sql: SqlStorage, now: number): void => writeMeta(sql, KEY, now);

const isWaited = (sql: SqlStorage): boolean =>
  sql
    .exec(
      `SELECT 1 FROM items, json_each(items.data, '$.round.gates') AS gate
       WHERE phase IN ('review', 'proving') AND json_extract(gate.value, '$.kind') = 'ci' AND json_extract(gate.value, '$.state') = 'open' LIMIT 1`,
    )
    .next().value !== undefined;

/** The next moment at which something of the project becomes due, its rows or a reading of checks; null when nothing does. */
export function alarmAt(sql: SqlStorage, { review_gate }: OrchestratorConfig, now: number): number | null {
  const due = [nextDue(sql, now), checksDue(sql, review_gate.ci_poll_secs)].filter((at) => at !== null);
  return due.length === 0 ? null : Math.min(...due);
}
