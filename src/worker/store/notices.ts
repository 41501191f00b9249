/** Notices: what notifiers have still to tell people, and what they have told. */
import type { Notice } from "../../core/notify/notice.ts";
import { get, select } from "./records.ts";

export const noticeById = (sql: SqlStorage, id: string): Notice | undefined =>
  get<Notice>(sql, "notices", id);

/** In the order in which things happened. */
export const dueNotices = (sql: SqlStorage, now: number, limit: number): Notice[] =>
  select<Notice>(
    sql,
    "notices",
    "state IN ('pending', 'sending') AND not_before <= ? ORDER BY rowid LIMIT ?",
    now,
    limit,
  );

export const deadNotices = (sql: SqlStorage, limit: number): Notice[] =>
  select<Notice>(sql, "notices", "state = 'dead' ORDER BY rowid DESC LIMIT ?", limit);

export function countNotices(sql: SqlStorage): { pending: number; dead: number } {
  const count = (where: string) =>
    sql.exec<{ n: number }>(`SELECT count(*) AS n FROM notices WHERE ${where}`).one().n;
  return { pending: count("state IN ('pending', 'sending')"), dead: count("state = 'dead'") };
}

const KEPT_MS = 30 * 86_400_000;

/** What was told or withdrawn long ago, and what was given up so long ago that nobody wants it any more. */
export function trimNotices(sql: SqlStorage, now: number): void {
  sql.exec(
    "DELETE FROM notices WHERE state IN ('sent', 'withdrawn', 'dead') AND json_extract(data, '$.created_at') < ?",
    now - KEPT_MS,
  );
}
