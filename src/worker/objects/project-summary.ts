/** The repository's summary as it was last read from the forge, and whether it has to be read again. */
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { type RepositorySummary, SUMMARY_BRANCH } from "../../core/summary/offered.ts";
import { logLine } from "../log.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";
import type { Intake } from "./project-vitals.ts";

/** Also without news it is read again after this long: a file may be committed without a pull request. */
const FRESH_MS = 3_600_000;

interface Row {
  readonly summary: RepositorySummary;
  /** By the Worker's clock; 0 when something happened since. */
  readonly read_at: number;
  /** Grows with each event that may have changed it: what was read before such an event is old. */
  readonly news: number;
}

const UNREAD: Row = { summary: { state: "unknown" }, read_at: 0, news: 0 };

const row = (sql: SqlStorage): Row => readMeta(sql, "summary", UNREAD);

export const summaryOf = (sql: SqlStorage): Snapshot["summary"] => row(sql).summary;

/** What a reader must hand back with what it read; null while nothing has to be read. */
export function summaryDue(sql: SqlStorage, now: number): number | null {
  const { read_at, news } = row(sql);
  return read_at === 0 || now - read_at > FRESH_MS ? news : null;
}

/** Whether it was read before and something has happened to its pull request since. */
export const summaryIsOld = (sql: SqlStorage): boolean => {
  const { read_at, news } = row(sql);
  return read_at === 0 && news > 0;
};

export function noteSummaryNews(sql: SqlStorage, intakes: readonly Intake[]): void {
  const about = intakes.some(
    ({ input: { event } }) => event.kind === "pull" && event.pull.head_branch === SUMMARY_BRANCH,
  );
  if (about) writeMeta(sql, "summary", { ...row(sql), read_at: 0, news: row(sql).news + 1 });
}

export function putSummary(
  sql: SqlStorage,
  project: string,
  summary: RepositorySummary,
  news: number,
  now: number,
): void {
  const before = row(sql);
  const after: Row = { summary, read_at: before.news === news ? now : 0, news: before.news };
  writeMeta(sql, "summary", after);
  if (JSON.stringify(before.summary) === JSON.stringify(summary)) return;
  const pull = summary.state === "offered" ? { pull_request: summary.pull_request } : {};
  logLine({ event: "summary.read", level: "info", project, outcome: summary.state, ...pull });
}
