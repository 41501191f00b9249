/** What runners tell of themselves with a claim, besides their builds and CLIs: one row for each, written when it changes. */
import * as z from "zod";
import { Unproven } from "../../contract/canary.ts";
import { Layers } from "../../contract/layer.ts";
import { Machine } from "../../contract/machine.ts";
import type { Capabilities } from "../../contract/runner.ts";
import type { Condition } from "../../core/factory/conditions.ts";
import { runnerConditions } from "../../core/factory/runner-conditions.ts";

export const TOLD_TABLES = `CREATE TABLE IF NOT EXISTS runner_layers (id TEXT PRIMARY KEY, layers TEXT NOT NULL) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS runner_unproven (id TEXT PRIMARY KEY, clis TEXT NOT NULL) WITHOUT ROWID;
       CREATE TABLE IF NOT EXISTS runner_machine (id TEXT PRIMARY KEY, machine TEXT NOT NULL) WITHOUT ROWID;`;

const Clis = z.array(Unproven);

export interface Told {
  readonly layers: Layers;
  readonly unproven: Unproven[];
  readonly machine: Machine | null;
}

type Row = { layers: string | null; clis: string | null; machine: string | null };

const TOLD = `FROM runners r LEFT JOIN runner_layers l ON l.id = r.id LEFT JOIN runner_unproven u ON u.id = r.id
  LEFT JOIN runner_machine m ON m.id = r.id`;

export class RunnersTold {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  of(runner: string): Told {
    const row = this.#sql.exec<Row>(`SELECT l.layers, u.clis, m.machine ${TOLD} WHERE r.id = ?`, runner);
    return read(row.next().value);
  }

  note(runner: string, { layers, unproven, machine }: Capabilities): void {
    const before = this.of(runner);
    const put = (table: string, told: unknown) =>
      this.#sql.exec(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`, runner, JSON.stringify(told));
    if (differ(before.layers, layers)) put("runner_layers", layers);
    if (differ(before.unproven, unproven)) put("runner_unproven", unproven);
    if (machine !== null && differ(before.machine, machine)) put("runner_machine", machine);
  }

  forget(runner: string): void {
    for (const table of ["runner_layers", "runner_unproven", "runner_machine"])
      this.#sql.exec(`DELETE FROM ${table} WHERE id = ?`, runner);
  }

  /** Told while the runner is heard of: one that is gone takes no jobs anyway. */
  conditions(now: number): Condition[] {
    return this.#sql
      .exec<Row & { name: string; seen_at: number | null }>(
        `SELECT r.name, r.seen_at, l.layers, u.clis, m.machine ${TOLD} ORDER BY r.name, r.id`,
      )
      .toArray()
      .flatMap((row) => runnerConditions({ name: row.name, seen: row.seen_at ?? 0, ...read(row) }, now));
  }
}

const differ = (before: unknown, now: unknown): boolean => JSON.stringify(before) !== JSON.stringify(now);

const read = (row: Row | undefined): Told => ({
  layers: Layers.parse(JSON.parse(row?.layers ?? "null") ?? undefined),
  unproven: Clis.parse(JSON.parse(row?.clis ?? "[]")),
  machine: row?.machine == null ? null : Machine.parse(JSON.parse(row.machine)),
});
