/** How far the journal has come on its way to the log store: two cursors, and the numbers that were not there once. */
import { NOTHING_SENT, type Repair, type Settled, type Shipping } from "../../core/log/shipping.ts";
import { readMeta, writeMeta } from "./ledger.ts";
import { put, remove, select } from "./records.ts";

/** Repairs looked at in one step. */
const AT_ONCE = 1_000;

export const shippingOf = (sql: SqlStorage, index: string): Shipping =>
  readMeta(sql, "shipping", NOTHING_SENT(index));

export const dueRepairs = (sql: SqlStorage, now: number): Repair[] =>
  select<Repair>(
    sql,
    "repairs",
    "state <> 'dead' AND not_before <= ? ORDER BY not_before, seq LIMIT ?",
    now,
    AT_ONCE,
  );

export const deadRepairs = (sql: SqlStorage, limit: number): Repair[] =>
  select<Repair>(sql, "repairs", "state = 'dead' ORDER BY seq DESC LIMIT ?", limit);

export function countRepairs(sql: SqlStorage): { open: number; dead: number } {
  const { open, dead } = sql
    .exec<{ open: number | null; dead: number | null }>(
      "SELECT sum(state <> 'dead') AS open, sum(state = 'dead') AS dead FROM repairs",
    )
    .one();
  return { open: open ?? 0, dead: dead ?? 0 };
}

export const writtenAt = (sql: SqlStorage, after: number): number | null =>
  sql.exec<{ at: number }>("SELECT at FROM journal WHERE seq > ? ORDER BY seq LIMIT 1", after).next().value
    ?.at ?? null;

/** Within a transaction. */
export function keepShipping(sql: SqlStorage, { shipping, repairs, healed }: Settled): void {
  writeMeta(sql, "shipping", shipping);
  for (const repair of repairs) put(sql, "repairs", repair.seq, repair);
  for (const seq of healed) remove(sql, "repairs", seq);
}

/** Newer than this a record is kept in any case, for `adf explain` and `adf audit verify`. */
const KEPT = 100_000;
/** However long the log store is away: an object's storage is not endless. */
const KEPT_UNPROVED = 1_000_000;

/** Old records go once the log store is proven to have them; where none is configured, once they are old. */
export function trimJournal(sql: SqlStorage, shipped: boolean): void {
  const newest = sql.exec<{ last: number | null }>("SELECT max(seq) AS last FROM journal").one().last ?? 0;
  const proved = shipped ? readMeta(sql, "shipping", NOTHING_SENT("")).proved : newest;
  const open = sql
    .exec<{ first: number | null }>("SELECT min(seq) AS first FROM repairs WHERE state <> 'dead'")
    .one().first;
  // Always a whole beginning, never a hole: what is left is a chain.
  const done = Math.min(newest - KEPT, proved, (open ?? Number.POSITIVE_INFINITY) - 1);
  sql.exec("DELETE FROM journal WHERE seq <= ?", Math.max(done, newest - KEPT_UNPROVED));
}
