/**
 * Agent: the lock in time. It holds the leases of one agent's running jobs, extends them, and its alarm reports
 * those that ran out. It never decides what runs; only Project releases work.
 */
import { DurableObject } from "cloudflare:workers";
import { type Env, projectStub } from "../environment.ts";
import { logLine } from "../log.ts";

type LeaseRow = {
  job: string;
  epoch: number;
  project: string;
  lease_ms: number;
  expires_at: number;
  quiet_secs: number;
  cancel: string | null;
};

export interface Lease {
  readonly lease_secs: number;
  readonly cancel: string | null;
}

/** An alarm never rings sooner than this after the last, whatever storage says: no busy loop by alarm. */
const FLOOR_MS = 250;
/** After a project did not take the news: for instance because it is no longer configured. */
const AGAIN_MS = 30_000;

export class AgentObject extends DurableObject<Env> {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS leases (job TEXT PRIMARY KEY, epoch INTEGER NOT NULL, project TEXT NOT NULL,
         lease_ms INTEGER NOT NULL, expires_at INTEGER NOT NULL, quiet_secs REAL NOT NULL, cancel TEXT) WITHOUT ROWID`,
    );
    // An alarm can be lost in a deploy: the rows say when it should ring, and waking re-arms it.
    void ctx.blockConcurrencyWhile(() => this.#arm());
  }

  /** Idempotent for (job, epoch); an older epoch than the one held is refused. */
  async acquire(project: string, job: string, epoch: number, lease_secs: number): Promise<boolean> {
    const held = this.#lease(job);
    if (held !== undefined && held.epoch > epoch) return false;
    if (held === undefined || held.epoch < epoch) {
      const lease_ms = Math.round(lease_secs * 1000);
      this.#sql.exec(
        `INSERT INTO leases VALUES (?, ?, ?, ?, ?, 0, NULL) ON CONFLICT DO UPDATE SET epoch = excluded.epoch,
           lease_ms = excluded.lease_ms, expires_at = excluded.expires_at, quiet_secs = 0, cancel = NULL`,
        job,
        epoch,
        project,
        lease_ms,
        Date.now() + lease_ms,
      );
    }
    await this.#arm();
    return true;
  }

  /** Null when the lease is not held under this epoch any more: the runner must stop. */
  async extend(job: string, epoch: number, quiet_secs: number): Promise<Lease | null> {
    const held = this.#lease(job);
    const now = Date.now();
    if (held === undefined || held.epoch !== epoch || held.expires_at <= now) return null;
    this.#sql.exec(
      "UPDATE leases SET expires_at = ?, quiet_secs = ? WHERE job = ?",
      now + held.lease_ms,
      quiet_secs,
      job,
    );
    return { lease_secs: held.lease_ms / 1000, cancel: held.cancel };
  }

  /** The next extend says so to the runner. The lease stays, so that the runner can still report. */
  cancel(job: string, epoch: number, reason: string): void {
    this.#sql.exec("UPDATE leases SET cancel = ? WHERE job = ? AND epoch = ?", reason, job, epoch);
  }

  release(job: string, epoch: number): void {
    this.#sql.exec("DELETE FROM leases WHERE job = ? AND epoch = ?", job, epoch);
  }

  /** For the tick, which asks about every job the project believes to be running. */
  check(job: string, epoch: number): { held: boolean; quiet_secs: number } {
    const held = this.#lease(job);
    const alive = held !== undefined && held.epoch === epoch && held.expires_at > Date.now();
    return { held: alive, quiet_secs: alive ? held.quiet_secs : 0 };
  }

  override async alarm(): Promise<void> {
    const gone = this.#sql.exec<LeaseRow>("SELECT * FROM leases WHERE expires_at <= ?", Date.now()).toArray();
    let floor_ms = FLOOR_MS;
    for (const { job, epoch, project } of gone) {
      try {
        await projectStub(this.env, project).expire(job, epoch);
        this.release(job, epoch);
      } catch (error) {
        // One project's trouble must not hold up the leases of the others, nor ring this alarm in a loop.
        floor_ms = AGAIN_MS;
        logLine({ event: "lease.unreported", level: "error", project, job, epoch, reason: String(error) });
      }
    }
    await this.#arm(floor_ms);
  }

  #lease(job: string): LeaseRow | undefined {
    return this.#sql.exec<LeaseRow>("SELECT * FROM leases WHERE job = ?", job).next().value;
  }

  async #arm(floor_ms = FLOOR_MS): Promise<void> {
    const next = this.#sql.exec<{ at: number | null }>("SELECT min(expires_at) AS at FROM leases").one().at;
    if (next === null) return;
    const at = Math.max(next, Date.now() + floor_ms);
    const set = await this.ctx.storage.getAlarm();
    // Extending moves the end back; the old, earlier alarm rings for nothing once and is then set anew.
    if (set === null || set > at || set <= Date.now()) await this.ctx.storage.setAlarm(at);
  }
}
