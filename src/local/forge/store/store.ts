/**
 * The forge's memory: tables held in memory, every mutation journalled before it is visible. A `write` is one
 * journal line, so its rows appear together or not at all, whatever kills the process.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { compactJournal, type Op, openJournal, UnreadableJournal } from "./journal.ts";
import type { Rows, Table } from "./rows.ts";

const TABLES: readonly Table[] = [
  "users",
  "tokens",
  "repos",
  "collaborators",
  "labels",
  "issues",
  "comments",
  "dependencies",
  "reviews",
  "statuses",
  "hooks",
  "protections",
  "reactions",
];
/** The table of counters: deleted rows must never give their numbers to others. */
const COUNTERS = "counters";

export interface Tx {
  put<T extends Table>(table: T, key: number | string, row: Rows[T]): void;
  drop(table: Table, key: number | string): void;
  /** The next number of a counter, from 1. */
  next(counter: string): number;
}

export interface Store {
  get<T extends Table>(table: T, key: number | string): Rows[T] | undefined;
  /** In order of insertion. */
  all<T extends Table>(table: T): Rows[T][];
  find<T extends Table>(table: T, match: (row: Rows[T]) => boolean): Rows[T] | undefined;
  filter<T extends Table>(table: T, match: (row: Rows[T]) => boolean): Rows[T][];
  write<R>(change: (tx: Tx) => R): R;
  /** Whole seconds since 1970. */
  now(): number;
  close(): void;
}

export function openStore(dir: string, clock: () => number = Date.now): Store {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "journal.ndjson");
  const tables = new Map<string, Map<string, unknown>>();
  for (const name of [...TABLES, COUNTERS]) tables.set(name, new Map());

  let replayed = 0;
  const apply = ([table, key, row]: Op) => {
    const rows = tables.get(table);
    if (rows === undefined)
      throw new UnreadableJournal(
        `a newer build wrote the embedded forge's journal: it has a table "${table}"`,
      );
    if (row === null) rows.delete(key);
    else rows.set(key, row);
    replayed++;
  };
  let journal = openJournal(path, apply);
  if (replayed > 2_000) {
    journal.close();
    compactJournal(path, everything(tables));
    journal = openJournal(path, () => {});
  }

  const rowsOf = <T extends Table>(table: T) => tables.get(table) as Map<string, Rows[T]>;
  return {
    get: (table, key) => rowsOf(table).get(String(key)),
    all: (table) => [...rowsOf(table).values()],
    find(table, match) {
      for (const row of rowsOf(table).values()) if (match(row)) return row;
      return undefined;
    },
    filter: (table, match) => [...rowsOf(table).values()].filter(match),
    write(change) {
      const ops: Op[] = [];
      const counted = new Map<string, number>();
      const result = change({
        put: (table, key, row) => void ops.push([table, String(key), row]),
        drop: (table, key) => void ops.push([table, String(key), null]),
        next(counter) {
          const last =
            counted.get(counter) ?? (tables.get(COUNTERS)?.get(counter) as number | undefined) ?? 0;
          counted.set(counter, last + 1);
          return last + 1;
        },
      });
      for (const [counter, value] of counted) ops.push([COUNTERS, counter, value]);
      if (ops.length > 0) journal.append(ops);
      for (const op of ops) apply(op);
      return result;
    },
    now: () => Math.floor(clock() / 1_000),
    close: () => journal.close(),
  };
}

function* everything(tables: ReadonlyMap<string, ReadonlyMap<string, unknown>>): Generator<Op> {
  for (const [table, rows] of tables) for (const [key, row] of rows) yield [table, key, row];
}
