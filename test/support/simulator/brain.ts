/**
 * The Worker's side of one project: the real decisions over a MemoryProject, and around them what the Durable Objects and
 * the queue do: leases with alarms, a consumer that applies effects one by one, the poll, the tick. Every place
 * where a process can end between two steps is a place where this one can.
 */
import type { Mode } from "../../../src/contract/config.ts";
import type { ControlTarget, ControlVerb } from "../../../src/contract/control.ts";
import type { JobOffer, JobReport } from "../../../src/contract/runner.ts";
import { gateAnswer } from "../../../src/core/decide/git-access.ts";
import { onControl } from "../../../src/core/decide/on-control.ts";
import type { Context } from "../../../src/core/decide/snapshot.ts";
import { type Grant, OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import { wayKey } from "../../../src/core/provider/health.ts";
import { LIVE } from "../../../src/core/work/job.ts";
import type { Being, Process } from "./agenda.ts";
import { isRevert } from "./agents.ts";
import type { Carrier } from "./carrier.ts";
import { Consumer } from "./consumer.ts";
import type { Delivery } from "./delivery.ts";
import { Invariants } from "./invariants.ts";
import { Leases } from "./leases.ts";
import { ObservedProject } from "./observed-project.ts";
import { People } from "./people.ts";
import { Reader } from "./reader.ts";
import { SimForge } from "./sim-forge.ts";
import type { SimRunner } from "./sim-runner.ts";
import type { World } from "./world.ts";

/** As the Worker has them. */
const TICK_MS = 60_000;
const RECLAIM_MS = 5_000;

export class SimBrain implements Being {
  life = 0;
  asleep_until = 0;
  readonly name: string;
  readonly forge: SimForge;
  readonly project: ObservedProject;
  readonly invariants: Invariants;
  readonly people: People;
  readonly #world: World;
  readonly consumer: Consumer;
  readonly reader: Reader;
  readonly leases: Leases;
  #ticks = 0;
  /** What brings its records to a log store; null where there is none. */
  carrier: Carrier | null = null;
  /** When any runner last spoke to us. */
  #heard_at = Number.NEGATIVE_INFINITY;

  constructor(world: World, context: Context) {
    this.#world = world;
    this.name = context.project.name;
    this.forge = new SimForge(() => world.agenda.now + world.forge_skew_ms);
    this.project = new ObservedProject(context);
    this.project.coordinating = true;
    this.project.now = world.agenda.now;
    this.project.meta = { ...this.project.meta, schedule_cursor: 0 };
    this.consumer = new Consumer(world, this);
    this.reader = new Reader(world, this);
    this.leases = new Leases(world, this);
    this.invariants = new Invariants(this.project, this.forge);
    this.project.seen = (changes) => {
      this.invariants.changed(changes);
      this.leases.tellCancelled(changes.jobs);
    };
    this.forge.judge = (action) => this.invariants.mayWrite(action);
    this.forge.heard = (delivery) => this.#world.network.webhook(this, delivery);
    this.forge.pushed = (sha, branch) => world.ci.begin(this.name, this.forge, sha, isRevert(branch));
    // A merge is refused for many reasons, and each is a road of its own.
    this.forge.refuses = (kind) => world.chance.happens(world.faults.refused * (kind === "merge" ? 16 : 1));
    this.forge.merged = () => this.#conflict();
    this.people = new People(world, this);
    world.agenda.after(world.chance.int(TICK_MS), () => this.#everyTick());
  }

  /** A deploy or an eviction: whoever was at work ends, alarms may be lost, rows stay. */
  crash(): void {
    this.life += 1;
    this.consumer.crash();
    const soon = this.now() + RECLAIM_MS;
    for (const e of this.project.openEffects())
      if (e.state === "applying" && e.not_before > soon)
        this.project.effects.set(e.id, { ...e, not_before: soon });
    this.#world.note(`${this.name}: the Worker ends and begins anew`);
    if (!this.#world.chance.happens(0.5)) this.wake();
  }

  /** Ends here and now, where a process may end between any two steps. True: what called it must not go on. */
  breaks(): boolean {
    if (!this.#world.faults.crash_between || !this.#world.chance.happens(0.02)) return false;
    this.crash();
    return true;
  }

  control(verb: ControlVerb, target: ControlTarget): void {
    this.now();
    this.project.apply(onControl(this.project.snapshot(), { verb, target, by: "ada", why: "" }).changes);
    this.project.settle();
    this.wake();
  }
  judge(approve: string[], deny: string[]): void {
    this.now();
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
    this.now();
    this.project.ingest(event, key, marker, false, source);
    this.wake();
  }

  claim({ name: runner, clis }: SimRunner, key: string): JobOffer | null {
    const now = this.now();
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
    this.leases.take(offer.job, offer.epoch, now);
    return offer;
  }
  /** What the factory knows of all that is there. */
  #grant(): Grant {
    const { agenda, network, runners } = this.#world;
    const blocked = agenda.now < network.ill_until ? { [wayKey("claude", "anthropic")]: "it throttles" } : {};
    return { ...OPEN_GRANT, blocked, runners: runners.filter((r) => r.isThere) };
  }
  start(job: string, epoch: number, runner: string): boolean {
    this.now();
    return this.project.start(job, epoch, runner);
  }
  /** Null: the lease is not held any more. */
  extend(job: string, epoch: number): { cancelled: boolean } | null {
    const now = this.now();
    this.#heard_at = now;
    return this.leases.extend(job, epoch, now);
  }
  /** The git gate: the push of a job's own branch, under its own epoch. */
  push(job: string, epoch: number, runner: string, head_sha: string): boolean {
    this.now();
    const answer = gateAnswer(this.project.snapshot(), this.project.jobs.get(job), epoch, runner);
    if (!answer.allowed || answer.ref === null) return false;
    this.invariants.mayPush(job, epoch, answer.ref);
    this.forge.push(answer.ref.slice("refs/heads/".length), head_sha);
    return true;
  }
  finish(job: string, epoch: number, key: string, report: JobReport): boolean {
    this.now();
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
      this.leases.release(job);
    this.wake();
    return accepted;
  }

  /** Hints: each may be lost, and the tick says them again. */
  wake(): void {
    if (this.#world.network.loses()) return;
    this.consumer.wake();
    this.#world.agenda.after(this.#world.chance.between(50, 500), () => this.reader.readBlockers(false));
    this.#world.hint(this.name);
    const next = this.#nextDue();
    if (next !== null) this.#world.agenda.spawn(this, this.#alarm(next));
  }

  *#alarm(at: number): Process {
    yield Math.max(500, at - this.now());
    if (this.#nextDue() !== null) this.consumer.wake();
    this.#world.hint(this.name);
  }
  #nextDue(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const { not_before } of this.project.openEffects()) next = Math.min(next, not_before);
    for (const { state, not_before } of this.project.snapshot().jobs)
      if (state === "queued") next = Math.min(next, not_before);
    return Number.isFinite(next) ? next : null;
  }

  #everyTick(): void {
    this.#world.agenda.after(TICK_MS, () => this.#everyTick());
    if (this.#world.network.cronIsOut()) return;
    const now = this.now();
    this.#ticks += 1;
    this.project.tick("tick");
    if (this.breaks()) return;
    const records = this.carrier?.signs(now) ?? null;
    const forge =
      this.reader.unread_since === null
        ? null
        : { unread_ms: now - this.reader.unread_since, trouble: "no answer" };
    this.project.watch({ silent_ms: now - this.#heard_at, names: ["the runners"] }, { records, forge });
    for (const job of this.project.snapshot().jobs) this.leases.watch(job, now);
    this.reader.readDay();
    this.wake();
    if (this.#ticks % 2 === 0 || this.reader.unread_since !== null) this.reader.poll();
  }
  now(): number {
    this.project.now = this.#world.agenda.now + this.#world.clock_skew_ms;
    return this.project.now;
  }
}
