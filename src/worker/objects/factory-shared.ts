/** Where the factory keeps what all projects share: one record, changed by pure functions. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { SharedView } from "../../contract/state.ts";
import { type Condition, conditionsOf } from "../../core/factory/conditions.ts";
import type { Grant } from "../../core/factory/grant.ts";
import type { FactoryMessage } from "../../core/factory/message.ts";
import {
  grant,
  NOTHING_SHARED,
  release,
  type Shared,
  take,
  withoutExpired,
} from "../../core/factory/shared.ts";
import { breakerState } from "../../core/policy/breaker.ts";
import { healthState } from "../../core/provider/health.ts";
import { dayOf, monthOf } from "../../core/spend/window.ts";
import { tallyView } from "./project-health.ts";

export const SHARED_TABLE =
  "CREATE TABLE IF NOT EXISTS shared (id INTEGER PRIMARY KEY CHECK (id = 1), data TEXT NOT NULL);";

export class SharedState {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Shared {
    const row = this.#sql.exec<{ data: string }>("SELECT data FROM shared").next().value;
    return row === undefined
      ? NOTHING_SHARED
      : { ...NOTHING_SHARED, ...(JSON.parse(row.data) as Partial<Shared>) };
  }

  grant(request_key: string, config: OrchestratorConfig, now: number): Grant {
    const before = this.read();
    const answer = grant(before, request_key, config, now);
    this.#write(before, answer.shared);
    return answer.grant;
  }
  release(request_key: string): void {
    const before = this.read();
    this.#write(before, release(before, request_key));
  }
  take(messages: readonly FactoryMessage[], config: OrchestratorConfig, now: number): void {
    const before = this.read();
    this.#write(
      before,
      messages.reduce((s, m) => take(s, m, config, now), before),
    );
  }
  conditions(config: OrchestratorConfig, now: number): Condition[] {
    const before = this.read();
    const kept = withoutExpired(before, now);
    this.#write(before, kept);
    return conditionsOf(kept, config, now);
  }

  view({ budget, limits }: OrchestratorConfig, now: number): SharedView {
    const s = this.read();
    return {
      breaker: breakerState(s.breaker, limits, now),
      today: tallyView(s.tallies[`factory@${dayOf(now)}`]),
      month: tallyView(s.tallies[`factory@${monthOf(now)}`]),
      day_cap_usd: budget.day_usd,
      month_cap_usd: budget.month_usd,
      providers: Object.values(s.health).map((h) => ({
        way: h.key,
        state: healthState(h, now),
        reason: h.reason,
        for_secs: h.blocked_until === null ? null : Math.max(0, (h.blocked_until - now) / 1000),
      })),
      models: Object.entries(s.resolved).map(([way, { model, before }]) => ({ way, model, before })),
    };
  }

  #write(before: Shared, after: Shared): void {
    if (after === before) return;
    this.#sql.exec(
      "INSERT INTO shared VALUES (1, ?) ON CONFLICT DO UPDATE SET data = excluded.data",
      JSON.stringify(after),
    );
  }
}
