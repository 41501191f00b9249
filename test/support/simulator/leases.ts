/** The leases of a project's jobs, as its Agents hold them: each with an alarm that may be lost, and that the tick makes good. */
import { HELD, type Job } from "../../../src/core/work/job.ts";
import type { SimBrain } from "./brain.ts";
import type { World } from "./world.ts";

interface Lease {
  readonly epoch: number;
  readonly expires_at: number;
  readonly cancelled: boolean;
}

export class Leases {
  readonly #world: World;
  readonly #brain: SimBrain;
  readonly #held = new Map<string, Lease>();

  constructor(world: World, brain: SimBrain) {
    this.#world = world;
    this.#brain = brain;
  }

  /** An epoch that is older than the one that is held takes nothing. */
  take(job: string, epoch: number, now: number): void {
    const held = this.#held.get(job);
    if (held !== undefined && held.epoch >= epoch) return;
    this.#held.set(job, { epoch, expires_at: now + this.#lengthMs(), cancelled: false });
    this.#world.agenda.after(this.#lengthMs(), () => this.#ring(job, epoch));
  }

  /** Null: the lease is not held any more. */
  extend(job: string, epoch: number, now: number): { cancelled: boolean } | null {
    const held = this.#held.get(job);
    if (held === undefined || held.epoch !== epoch || held.expires_at <= now) return null;
    this.#held.set(job, { ...held, expires_at: now + this.#lengthMs() });
    return { cancelled: held.cancelled };
  }

  release(job: string): void {
    this.#held.delete(job);
  }

  /** The tick: ends what nobody holds any more. */
  watch(job: Job, now: number): void {
    if (!HELD.has(job.state) || job.epoch === null || (job.claimed_at ?? 0) + this.#lengthMs() > now) return;
    const held = this.#held.get(job.id);
    if (held === undefined || held.epoch !== job.epoch || held.expires_at <= now)
      this.#expire(job.id, job.epoch);
  }

  /** What the project cancelled is said to the runner with its next extend. */
  tellCancelled(jobs: readonly Job[]): void {
    for (const { id, state } of jobs) {
      const lease = this.#held.get(id);
      if (state === "cancelled" && lease !== undefined) this.#held.set(id, { ...lease, cancelled: true });
    }
  }

  /** The Agent's alarm. */
  #ring(job: string, epoch: number): void {
    const held = this.#held.get(job);
    if (held === undefined || held.epoch !== epoch) return;
    const now = this.#brain.now();
    if (held.expires_at > now)
      return this.#world.agenda.after(held.expires_at - now, () => this.#ring(job, epoch));
    if (this.#world.network.loses()) return;
    this.#expire(job, epoch);
  }

  #expire(job: string, epoch: number): void {
    const { project, name } = this.#brain;
    if (project.expire(job, epoch)) this.#world.note(`${name}: the lease of ${job} ran out`);
    this.release(job);
    this.#brain.wake();
  }

  #lengthMs(): number {
    return this.#brain.project.context.config.limits.lease_secs * 1000;
  }
}
