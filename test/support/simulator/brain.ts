/**
 * The Worker's side of one project: the real decisions over a MemoryProject, and around them what the Durable Objects and
 * the queue do: leases with alarms, a consumer that applies effects one by one, the poll, the tick. Every place
 * where a process can end between two steps is a place where this one can.
 */
import type { Mode } from "../../../src/contract/config.ts";
import type { ControlTarget, ControlVerb } from "../../../src/contract/control.ts";
import type { JobOffer, JobReport } from "../../../src/contract/runner.ts";
import { gateAnswer } from "../../../src/core/decide/git-access.ts";
import { awaitedChecks } from "../../../src/core/decide/on-checks.ts";
import { onControl } from "../../../src/core/decide/on-control.ts";
import type { Context } from "../../../src/core/decide/snapshot.ts";
import type { Applied, Effect } from "../../../src/core/effect/effect.ts";
import { type Grant, OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import { proofNeeded, withProof } from "../../../src/core/policy/approved.ts";
import { wayKey } from "../../../src/core/provider/health.ts";
import { HELD, type Job, LIVE } from "../../../src/core/work/job.ts";
import type { Being, Process } from "./agenda.ts";
import { isRevert } from "./agents.ts";
import type { Carrier } from "./carrier.ts";
import type { Delivery } from "./delivery.ts";
import { Invariants } from "./invariants.ts";
import { ObservedProject } from "./observed-project.ts";
import { People } from "./people.ts";
import { SimForge } from "./sim-forge.ts";
import type { SimRunner } from "./sim-runner.ts";
import type { World } from "./world.ts";

interface Lease {
  readonly agent: string;
  readonly epoch: number;
  readonly expires_at: number;
  readonly cancelled: boolean;
}

/** As the Worker has them. */
const TICK_MS = 60_000;
const APPLY_MS = 60_000;
const RECLAIM_MS = 5_000;
const OVERLAP_MS = 120_000;
const GRACE_MS = 3_000;
const AT_ONCE = 4;

export class SimBrain implements Being {
  life = 0;
  asleep_until = 0;
  readonly name: string;
  readonly forge: SimForge;
  readonly project: ObservedProject;
  readonly invariants: Invariants;
  readonly people: People;
  readonly #world: World;
  readonly #leases = new Map<string, Lease>();
  #ticks = 0;
  #draining = false;
  /** When the forge was last read to its end. */
  polled_at = 0;
  /** What brings its records to a log store; null where there is none. */
  carrier: Carrier | null = null;
  #cursor: number;
  /** The gate of the forge's remote: nothing is asked before. */
  #shut_until = 0;
  /** When any runner last spoke to us. */
  #heard_at = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** Since when reading the forge has failed; null where the last time it did not. */
  #unread_since: number | null = null;

  constructor(world: World, context: Context) {
    this.#world = world;
    this.name = context.project.name;
    this.forge = new SimForge(() => world.agenda.now + world.forge_skew_ms);
    this.project = new ObservedProject(context);
    this.project.coordinating = true;
    this.project.now = world.agenda.now;
    this.project.meta = { ...this.project.meta, schedule_cursor: 0 };
    this.#cursor = this.forge.now;
    this.invariants = new Invariants(this.project, this.forge);
    this.project.seen = (changes) => {
      this.invariants.changed(changes);
      this.#tellCancelled(changes.jobs);
    };
    this.forge.judge = (action) => this.invariants.mayWrite(action);
    this.forge.heard = (delivery) => this.#world.network.webhook(this, delivery);
    this.forge.pushed = (sha, branch) => world.ci.begin(this.name, this.forge, sha, isRevert(branch));
    this.forge.refuses = () => world.chance.happens(world.faults.refused);
    this.forge.merged = () => this.#conflict();
    this.people = new People(world, this);
    world.agenda.after(world.chance.int(TICK_MS), () => this.#everyTick());
  }

  /** A deploy or an eviction: whoever was at work ends, alarms may be lost, rows stay. */
  crash(): void {
    this.life += 1;
    this.#draining = false;
    const soon = this.#now() + RECLAIM_MS;
    for (const e of this.project.openEffects())
      if (e.state === "applying" && e.not_before > soon)
        this.project.effects.set(e.id, { ...e, not_before: soon });
    this.#world.note(`${this.name}: the Worker ends and begins anew`);
    if (!this.#world.chance.happens(0.5)) this.wake();
  }

  /** Ends here and now, where a process may end between any two steps. True: what called it must not go on. */
  #breaks(): boolean {
    if (!this.#world.faults.crash_between || !this.#world.chance.happens(0.02)) return false;
    this.crash();
    return true;
  }

  control(verb: ControlVerb, target: ControlTarget): void {
    this.#now();
    this.project.apply(onControl(this.project.snapshot(), { verb, target, by: "ada", why: "" }).changes);
    this.project.settle();
    this.wake();
  }
  judge(approve: string[], deny: string[]): void {
    this.#now();
    this.project.judge({ approve, deny });
    this.wake();
  }
  /** A deploy with another configuration. */
  configure(change: Partial<Pick<Context, "agents">> & { readonly mode?: Mode }): void {
    const { context } = this.project;
    const { mode = context.project.mode, agents = context.agents } = change;
    this.project.context = { ...context, agents, project: { ...context.project, mode } };
    this.#world.note(
      `${this.name}: mode ${mode}, off ${agents.filter((a) => !a.enabled).map((a) => a.name)}`,
    );
    this.wake();
  }
  enable(name: string | undefined, enabled: boolean): void {
    this.configure({
      agents: this.project.context.agents.map((a) => (a.name === name ? { ...a, enabled } : a)),
    });
  }
  /** Whatever was configured for a while is taken back. */
  calm(): void {
    this.configure({
      mode: "auto",
      agents: this.project.context.agents.map((a) => ({ ...a, enabled: true })),
    });
    this.people.relent();
  }

  /** After a merge other heads may not merge any more. */
  #conflict(): void {
    for (const { state, head_sha } of this.forge.pulls.values())
      if (state === "open" && this.#world.chance.happens(this.#world.faults.conflicts))
        this.forge.conflicts.add(head_sha);
  }

  ingest({ event, key, marker }: Delivery, source: "webhook" | "poll"): void {
    this.#now();
    this.project.ingest(event, key, marker, false, source);
    this.wake();
  }

  claim({ name: runner, clis }: SimRunner, key: string): JobOffer | null {
    const now = this.#now();
    this.#heard_at = now;
    const offer = this.project.claim(runner, key, clis, this.#grant());
    if (offer === null) return null;
    this.#world.note(
      `${this.name}: ${runner} has ${offer.job} (${offer.kind} of #${offer.issue}) as ${offer.epoch}`,
    );
    // Between the transaction and the lease the Worker may end: then the tick finds a job that nobody holds.
    if (this.#world.faults.crash_between && this.#world.chance.happens(0.05)) {
      this.crash();
      return offer;
    }
    const held = this.#leases.get(offer.job);
    if (held === undefined || held.epoch < offer.epoch)
      this.#lease(offer.job, {
        agent: offer.agent,
        epoch: offer.epoch,
        expires_at: now + this.#leaseMs(),
        cancelled: false,
      });
    return offer;
  }
  /** What the factory knows of all that is there. */
  #grant(): Grant {
    const { agenda, network, runners } = this.#world;
    const blocked = agenda.now < network.ill_until ? { [wayKey("claude", "anthropic")]: "it throttles" } : {};
    return { ...OPEN_GRANT, blocked, runners: runners.filter((r) => r.isThere) };
  }
  start(job: string, epoch: number, runner: string): boolean {
    this.#now();
    return this.project.start(job, epoch, runner);
  }
  /** Null: the lease is not held any more. */
  extend(job: string, epoch: number): { cancelled: boolean } | null {
    const now = this.#now();
    this.#heard_at = now;
    const held = this.#leases.get(job);
    if (held === undefined || held.epoch !== epoch || held.expires_at <= now) return null;
    this.#leases.set(job, { ...held, expires_at: now + this.#leaseMs() });
    return { cancelled: held.cancelled };
  }
  /** The git gate: the push of a job's own branch, under its own epoch. */
  push(job: string, epoch: number, runner: string, head_sha: string): boolean {
    this.#now();
    const answer = gateAnswer(this.project.snapshot(), this.project.jobs.get(job), epoch, runner);
    if (!answer.allowed || answer.ref === null) return false;
    this.invariants.mayPush(job, epoch, answer.ref);
    this.forge.push(answer.ref.slice("refs/heads/".length), head_sha);
    return true;
  }
  finish(job: string, epoch: number, key: string, report: JobReport): boolean {
    this.#now();
    const before = this.project.jobs.get(job);
    const { accepted, reason } = this.project.finish(job, epoch, report, key);
    this.#world.note(`${this.name}: ${job} reports ${report.outcome}: ${reason}`);
    this.invariants.reported(before, report, accepted, key, epoch);
    const after = this.project.jobs.get(job);
    if (
      after !== undefined &&
      !LIVE.has(after.state) &&
      !(this.#world.faults.crash_between && this.#world.chance.happens(0.05))
    )
      this.#leases.delete(job);
    this.wake();
    return accepted;
  }

  /** Hints: each may be lost, and the tick says them again. */
  wake(): void {
    if (this.#world.network.loses()) return;
    if (!this.#draining) this.#world.agenda.spawn(this, this.#drain());
    this.#world.agenda.after(this.#world.chance.between(50, 500), () => this.#readBlockers(false));
    this.#world.hint(this.name);
    const next = this.#nextDue();
    if (next !== null) this.#world.agenda.spawn(this, this.#alarm(next));
  }

  *#alarm(at: number): Process {
    yield Math.max(500, at - this.#now());
    if (this.#nextDue() !== null && !this.#draining) this.#world.agenda.spawn(this, this.#drain());
    this.#world.hint(this.name);
  }
  #nextDue(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const { not_before } of this.project.openEffects()) next = Math.min(next, not_before);
    for (const { state, not_before } of this.project.snapshot().jobs)
      if (state === "queued") next = Math.min(next, not_before);
    return Number.isFinite(next) ? next : null;
  }

  *#drain(): Process {
    this.#draining = true;
    for (;;) {
      yield this.#world.chance.between(20, 200);
      const now = this.#now();
      const due = this.project.dueEffects().slice(0, AT_ONCE);
      if (due.length === 0) break;
      for (const e of due) {
        this.invariants.handedOut(e);
        this.project.effects.set(e.id, { ...e, state: "applying", not_before: now + APPLY_MS });
      }
      for (const e of due) {
        const applied = yield* this.#apply(e);
        this.#now();
        this.project.settleEffect(e.id, applied);
      }
    }
    this.#draining = false;
  }

  *#apply(effect: Effect): Process<Applied> {
    const { network, chance, faults } = this.#world;
    const wait = this.#shut_until - this.#now();
    if (wait > 0)
      return { status: "retry", error: "the forge is not answering", after_ms: wait, tried: false };
    yield chance.between(20, 300);
    if (network.forgeIsDown() || network.loses()) {
      // Given up by us, and carried out by the forge all the same, a good while later.
      if (effect.action.kind === "comment" && faults.late && chance.happens(0.3)) {
        const { action } = effect;
        this.#world.agenda.after(chance.between(500, 90_000), () => this.forge.writeComment(effect, action));
      }
      return this.#unreached();
    }
    this.invariants.applying(effect);
    const applied = this.forge.apply(effect);
    this.#world.note(`${this.name}: ${effect.action.kind} ${effect.id}: ${applied.status}`);
    // Written, and nobody there to hear of it: this life ends with the yield.
    if (this.#breaks()) yield 0;
    if (network.loses()) return this.#unreached();
    this.#failures = 0;
    return applied;
  }
  #unreached(): Applied {
    this.#failures += 1;
    const after_ms = Math.min(300_000, 1_000 * 2 ** Math.min(this.#failures, 9));
    this.#shut_until = this.#now() + after_ms;
    return { status: "retry", error: "no answer", after_ms };
  }

  #everyTick(): void {
    this.#world.agenda.after(TICK_MS, () => this.#everyTick());
    if (this.#world.network.cronIsOut()) return;
    const now = this.#now();
    this.#ticks += 1;
    this.project.tick("tick");
    if (this.#breaks()) return;
    const records = this.carrier?.signs(now) ?? null;
    const forge =
      this.#unread_since === null ? null : { unread_ms: now - this.#unread_since, trouble: "no answer" };
    this.project.watch({ silent_ms: now - this.#heard_at, names: ["the runners"] }, { records, forge });
    for (const job of this.project.snapshot().jobs) this.#checkLease(job, now);
    this.#readDay();
    this.wake();
    if (this.#ticks % 2 === 0 || this.#unread_since !== null) this.poll();
  }
  #checkLease(job: Job, now: number): void {
    if (!HELD.has(job.state) || job.epoch === null || (job.claimed_at ?? 0) + this.#leaseMs() > now) return;
    const held = this.#leases.get(job.id);
    if (held === undefined || held.epoch !== job.epoch || held.expires_at <= now)
      this.#expire(job.id, job.epoch);
  }

  poll(): void {
    if (this.#now() < this.#shut_until) return;
    if (this.#world.network.forgeIsDown()) {
      this.#unreached();
      this.#unread_since ??= this.#now();
      return;
    }
    this.#unread_since = null;
    const changed = this.forge.changedSince(this.#cursor);
    for (const delivery of changed) {
      this.ingest(delivery, "poll");
      // The cursor stays where it was: what was read is read again.
      if (this.#breaks()) return;
    }
    const newest = changed.at(-1)?.at;
    if (newest !== undefined) this.#cursor = Math.max(this.#cursor, newest - OVERLAP_MS);
    this.polled_at = this.#world.agenda.now;
    this.#readChecks();
    this.#readBlockers(true);
  }
  #readChecks(): void {
    const waited = awaitedChecks([...this.project.items.values()]);
    for (const sha of waited) this.project.readChecks([{ sha, checks: this.forge.checks.get(sha) ?? [] }]);
    if (waited.length > 0) this.wake();
  }
  /** What a compound review waits for. Two readers may have been called. */
  #readDay(): void {
    const { wanted, reviewed } = this.project.meta.compound;
    if (wanted === null || this.#now() < this.#shut_until || this.#world.network.forgeIsDown()) return;
    const day = this.forge.day(reviewed);
    this.project.merged(day);
    if (this.#world.chance.happens(this.#world.faults.duplicates)) this.project.merged(day);
    this.#world.note(`${this.name}: ${day.commits} merges are to be reviewed`);
    this.wake();
  }
  #readBlockers(again: boolean): void {
    if (this.#world.network.forgeIsDown()) return;
    const { project, forge } = this;
    const now = this.#now();
    for (const it of [...project.issues.values()]) {
      const read = it.blockers_of;
      if (it.state !== "open" || (read !== null && read >= it.updated_at - (again ? 0 : 1))) continue;
      const settled = forge.now > it.updated_at + GRACE_MS;
      const blockers = forge.blockers.get(it.number) ?? [];
      const proof = proofNeeded(it);
      const labelled = (forge.labelled.get(it.number) ?? []).map(({ at }) => at);
      project.issues.set(it.number, {
        ...(proof === null ? it : withProof(it, proof, labelled)),
        blockers,
        blockers_of: settled ? it.updated_at : it.updated_at - 1,
      });
      project.meta = { ...project.meta, coordinate_due: true };
    }
    project.now = now;
    project.settle();
  }

  #lease(job: string, lease: Lease): void {
    this.#leases.set(job, lease);
    this.#world.agenda.after(this.#leaseMs(), () => this.#ring(job, lease.epoch));
  }
  /** The Agent's alarm; one that is lost is made good by the tick. */
  #ring(job: string, epoch: number): void {
    const held = this.#leases.get(job);
    if (held === undefined || held.epoch !== epoch) return;
    const now = this.#now();
    if (held.expires_at > now)
      return this.#world.agenda.after(held.expires_at - now, () => this.#ring(job, epoch));
    if (this.#world.network.loses()) return;
    this.#expire(job, epoch);
  }
  #expire(job: string, epoch: number): void {
    if (this.project.expire(job, epoch)) this.#world.note(`${this.name}: the lease of ${job} ran out`);
    this.#leases.delete(job);
    this.wake();
  }
  /** What the project cancelled is said to the runner with its next extend. */
  #tellCancelled(jobs: readonly Job[]): void {
    for (const { id, state } of jobs) {
      const lease = this.#leases.get(id);
      if (state === "cancelled" && lease !== undefined) this.#leases.set(id, { ...lease, cancelled: true });
    }
  }

  leases(): number {
    return this.#leases.size;
  }
  #leaseMs(): number {
    return this.project.context.config.limits.lease_secs * 1000;
  }
  #now(): number {
    this.project.now = this.#world.agenda.now + this.#world.clock_skew_ms;
    return this.project.now;
  }
}
