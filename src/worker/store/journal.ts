/** The journal: numbered without a gap, each record sealed over the one before, under the build that wrote it. */
import type { LogDocument, Origin } from "../../contract/log.ts";
import { documentOf, fitting, seal } from "../../core/log/document.ts";
import type { JournalEntry } from "../../core/work/journal.ts";
import { readMeta } from "./ledger.ts";

type Row = { seq: number; at: number; data: string; prev: string; hash: string };
const COLUMNS = "seq, at, data, prev, hash";

/** Within a transaction: the number and the seal of a record are taken together, or not at all. */
export function addJournal(
  sql: SqlStorage,
  at: number,
  entries: readonly JournalEntry[],
  origin: Origin,
): void {
  if (entries.length === 0) return;
  const source = readMeta(sql, "name", "");
  const last = sql
    .exec<{ seq: number; hash: string }>("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
    .next().value;
  let { seq, hash } = last ?? { seq: 0, hash: "" };
  for (const given of entries) {
    // Sealed as it will be read again.
    const data = JSON.stringify({ ...fitting(given), ...origin });
    const entry = JSON.parse(data) as JournalEntry;
    const prev = hash;
    seq += 1;
    hash = seal({ source, seq, at, entry, prev });
    sql.exec(
      "INSERT INTO journal (seq, at, event, data, prev, hash, issue) VALUES (?, ?, ?, ?, ?, ?, ?)",
      seq,
      at,
      entry.event,
      data,
      prev,
      hash,
      entry.issue ?? null,
    );
  }
}

export interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly entry: JournalEntry;
}

export function journalAfter(sql: SqlStorage, seq: number, limit: number): JournalRow[] {
  return sql
    .exec<{ seq: number; at: number; data: string }>(
      "SELECT seq, at, data FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
      seq,
      limit,
    )
    .toArray()
    .map((r) => ({ seq: r.seq, at: r.at, entry: JSON.parse(r.data) as JournalEntry }));
}

export interface RecordQuery {
  /** Only records behind this number; negative: the last so many. */
  readonly after: number;
  readonly limit: number;
  readonly issue?: number;
}

/** Records as they are shipped. Rows of a build that did not chain yet have no seal and are left out. */
export function documents(sql: SqlStorage, { after, limit, issue }: RecordQuery): LogDocument[] {
  const of = issue === undefined ? "" : "AND issue = ?";
  const last = after < 0;
  const rows = sql
    .exec<Row>(
      `SELECT ${COLUMNS} FROM journal WHERE seq > ? AND hash <> '' ${of}
       ORDER BY seq ${last ? "DESC" : ""} LIMIT ?`,
      Math.max(0, after),
      ...(issue === undefined ? [] : [issue]),
      last ? Math.min(-after, limit) : limit,
    )
    .toArray();
  return (last ? rows.reverse() : rows).map((row) => ofRow(sql, row));
}

export function documentsAt(sql: SqlStorage, seqs: readonly number[]): LogDocument[] {
  return sql
    .exec<Row>(
      `SELECT ${COLUMNS} FROM journal WHERE hash <> '' AND seq IN (SELECT value FROM json_each(?)) ORDER BY seq`,
      JSON.stringify(seqs),
    )
    .toArray()
    .map((row) => ofRow(sql, row));
}

/** The stored seal is shown, not a new one: a changed row must not look whole. */
function ofRow(sql: SqlStorage, { seq, at, data, prev, hash }: Row): LogDocument {
  const entry = JSON.parse(data) as JournalEntry;
  return { ...documentOf({ source: readMeta(sql, "name", ""), seq, at, entry, prev }), hash };
}

export const newestSeq = (sql: SqlStorage): number =>
  sql.exec<{ last: number | null }>("SELECT max(seq) AS last FROM journal").one().last ?? 0;
