/** Which agent CLIs of which runner take no jobs, because their guard did not answer: a row for each runner that has such. */
import * as z from "zod";
import { Unproven } from "../../contract/canary.ts";
import type { Condition } from "../../core/factory/conditions.ts";
import { unprovenConditions } from "../../core/factory/unproven.ts";

export const UNPROVEN_TABLE =
  "CREATE TABLE IF NOT EXISTS runner_unproven (id TEXT PRIMARY KEY, clis TEXT NOT NULL) WITHOUT ROWID;";

const Clis = z.array(Unproven);
type Row = { id: string; clis: string };

export class UnprovenClis {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  of(runner: string): Unproven[] {
    const row = this.#sql.exec<Row>("SELECT * FROM runner_unproven WHERE id = ?", runner).next().value;
    return row === undefined ? [] : Clis.parse(JSON.parse(row.clis));
  }
  note(runner: string, clis: readonly Unproven[]): void {
    const before = this.of(runner);
    if (JSON.stringify(before) === JSON.stringify(clis)) return;
    if (clis.length === 0) this.forget(runner);
    else this.#sql.exec("INSERT OR REPLACE INTO runner_unproven VALUES (?, ?)", runner, JSON.stringify(clis));
  }
  forget(runner: string): void {
    this.#sql.exec("DELETE FROM runner_unproven WHERE id = ?", runner);
  }

  /** Told while the runner is heard of: one that is gone takes no jobs anyway. */
  conditions(now: number): Condition[] {
    return this.#sql
      .exec<Row & { name: string; seen_at: number | null }>(
        "SELECT u.id, u.clis, r.name, r.seen_at FROM runner_unproven u JOIN runners r ON r.id = u.id ORDER BY r.name, u.id",
      )
      .toArray()
      .flatMap(({ name, clis, seen_at }) =>
        unprovenConditions(name, Clis.parse(JSON.parse(clis)), seen_at ?? 0, now),
      );
  }
}
