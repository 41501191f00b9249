/**
 * The records of a project: what its object tells of them, and their way to the log store. The project itself builds on it; no
 * decision about work is made here.
 */
import { DurableObject } from "cloudflare:workers";
import type { RoutesPage } from "../../contract/routing.ts";
import type { ShippingView } from "../../contract/state.ts";
import { wantedBy } from "../../core/log/send.ts";
import { again, aimedAt, nextStep, type Outcome, type Step, settle } from "../../core/log/shipping.ts";
import type { RecordSigns } from "../../core/nightwatch/records.ts";
import { troubleOf } from "../../core/quickwit/trouble.ts";
import { type Env, mustOpen } from "../environment.ts";
import { logLine } from "../log.ts";
import {
  documents,
  documentsAt,
  type JournalRow,
  journalAfter,
  newestSeq,
  type RecordQuery,
} from "../store/journal.ts";
import { ownName, readMeta, writeMeta } from "../store/ledger.ts";
import { migrate, PROJECT_MIGRATIONS } from "../store/migrations.ts";
import {
  countRepairs,
  deadRepairs,
  dueRepairs,
  keepShipping,
  shippingOf,
  trimJournal,
  writtenAt,
} from "../store/shipping.ts";
import { routesPage } from "./project-routes.ts";

/** In one go: what is left is sent again with the next asking. */
const RESENT = 10_000;

export interface Shipment {
  readonly step: Step;
  /** The records that the step needs, as JSON. */
  readonly lines: readonly string[];
}

export class ProjectRecords extends DurableObject<Env> {
  protected readonly sql: SqlStorage;
  protected readonly name: string;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, PROJECT_MIGRATIONS);
    this.name = ownName(this.sql, ctx.id.name);
  }

  journal(after: number, limit: number): JournalRow[] {
    return journalAfter(this.sql, after, limit);
  }
  /** As JSON, a record each. */
  records(query: RecordQuery): string[] {
    return documents(this.sql, query).map((d) => JSON.stringify(d));
  }

  routes(after: number): RoutesPage {
    return routesPage(this.sql, after);
  }

  /** What the consumer is to do next for the log store. */
  nextShipment(): Shipment {
    const now = Date.now();
    const { quickwit } = mustOpen(this.env).config;
    const shipping = aimedAt(shippingOf(this.sql, quickwit.index), quickwit.index);
    const head = newestSeq(this.sql);
    const oldest_unsent_at = writtenAt(this.sql, shipping.sent);
    const view = { shipping, head, oldest_unsent_at, due: dueRepairs(this.sql, now) };
    const settings = { batch_records: quickwit.batch_records, flush_ms: quickwit.flush_secs * 1000 };
    const step = nextStep(view, settings, now);
    return { step, lines: documentsAt(this.sql, wantedBy(step)).map((d) => JSON.stringify(d)) };
  }

  /** Keeps what came of it. True: the store is in trouble, and its gate is to be shut. */
  settleShipment(step: Step, outcome: Outcome): boolean {
    const now = Date.now();
    const { index } = mustOpen(this.env).config.quickwit;
    const done = settle(aimedAt(shippingOf(this.sql, index), index), step, outcome, now);
    this.ctx.storage.transactionSync(() => keepShipping(this.sql, done));
    this.#tellOfTrouble(outcome, index);
    for (const r of done.repairs) {
      if (r.state === "dead")
        logLine({ event: "logs.dead", level: "error", project: this.name, record: r.seq, reason: r.reason });
    }
    return done.shut;
  }

  shippingView(): ShippingView {
    const { quickwit } = mustOpen(this.env).config;
    const { sent, proved } = aimedAt(shippingOf(this.sql, quickwit.index), quickwit.index);
    const oldest = writtenAt(this.sql, sent);
    return {
      enabled: quickwit.enabled,
      index: quickwit.index,
      newest: newestSeq(this.sql),
      sent,
      proved,
      waiting_secs: oldest === null ? null : Math.max(0, (Date.now() - oldest) / 1000),
      repairs: countRepairs(this.sql).open,
      dead: countRepairs(this.sql).dead,
      dead_examples: deadRepairs(this.sql, 3).map(({ seq, reason }) => ({ seq, reason })),
      trouble: readMeta<string | null>(this.sql, "shipping_trouble", null),
    };
  }

  /** What the log store refused is sent again; answers how many records. */
  resendRecords(): number {
    const dead = deadRepairs(this.sql, RESENT);
    const { index } = mustOpen(this.env).config.quickwit;
    const shipping = aimedAt(shippingOf(this.sql, index), index);
    const repairs = dead.map((r) => again(r, Date.now()));
    this.ctx.storage.transactionSync(() =>
      keepShipping(this.sql, { shipping, repairs, healed: [], shut: false }),
    );
    return dead.length;
  }

  /** For the dead man's switch; null where there is no log store. */
  protected recordSigns(): RecordSigns | null {
    const { enabled, waiting_secs, repairs, dead, trouble } = this.shippingView();
    if (!enabled) return null;
    return { waiting_ms: waiting_secs === null ? null : waiting_secs * 1000, gaps: repairs, dead, trouble };
  }

  protected trimRecords(): void {
    trimJournal(this.sql, mustOpen(this.env).config.quickwit.enabled);
  }

  /** Once for each change of condition: the log of the log store's own trouble must not fill it. */
  #tellOfTrouble(outcome: Outcome, index: string): void {
    const now = troubleOf(outcome);
    const before = readMeta<string | null>(this.sql, "shipping_trouble", null);
    if (now === before) return;
    writeMeta(this.sql, "shipping_trouble", now);
    if (now !== null && before === null)
      logLine({ event: "logs.unshipped", level: "warn", project: this.name, reason: now, index });
    if (now === null) logLine({ event: "logs.shipping", level: "info", project: this.name, index });
  }
}
