/** Where the factory keeps what all projects share: one record, changed by pure functions. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { SharedView } from "../../contract/state.ts";
import type { Said } from "../../core/control/said.ts";
import { type Condition, conditionsOf } from "../../core/factory/conditions.ts";
import type { SharedGrant } from "../../core/factory/grant.ts";
import type { FactoryMessage } from "../../core/factory/message.ts";
import { withoutRunner } from "../../core/factory/probing.ts";
import {
  grant,
  NOTHING_SHARED,
  release,
  type Shared,
  take,
  withoutExpired,
} from "../../core/factory/shared.ts";
import { afterSaid } from "../../core/factory/standing.ts";
import { breakerState } from "../../core/policy/breaker.ts";
import { healthState } from "../../core/provider/health.ts";
import { dayOf, monthOf } from "../../core/spend/window.ts";
import { tellHealth } from "./factory-probes.ts";
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

  /** One decision: what it answers, and what is kept of it. */
  change<A>(decide: (s: Shared) => readonly [A, Shared]): A {
    const before = this.read();
    const [answer, after] = decide(before);
    this.#write(before, after);
    return answer;
  }

  grant(request_key: string, runner: string, config: OrchestratorConfig, now: number): SharedGrant {
    return this.change((s) => {
      const answer = grant(s, request_key, config, now, runner);
      return [answer.grant, answer.shared];
    });
  }
  release(request_key: string): void {
    this.change((s) => [null, release(s, request_key)]);
  }
  take(messages: readonly FactoryMessage[], config: OrchestratorConfig, now: number): void {
    this.change((s) => {
      const after = messages.reduce((so_far, m) => take(so_far, m, config, now), s);
      tellHealth(s, after, now);
      return [null, after];
    });
  }
  said(said: Said, now: number): void {
    this.change((s) => [null, afterSaid(s, said, now)]);
  }
  conditions(config: OrchestratorConfig, now: number): Condition[] {
    return this.change((s) => {
      const kept = withoutExpired(s, config, now);
      return [conditionsOf(kept, config, now), kept];
    });
  }
  forgetRunner(runner: string): void {
    this.change((s) => [null, withoutRunner(s, runner)]);
  }

  view({ budget, limits }: OrchestratorConfig, now: number): Omit<SharedView, "probes"> {
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
