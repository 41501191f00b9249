/**
 * A runner: asks for work with one request key until it has an answer, confirms, extends, pushes through the gate, and
 * reports until it is acknowledged. It dies, is stopped for a while and goes on as if nothing had been, and is cut off.
 */
import type { JobOffer, JobReport } from "../../../src/contract/runner.ts";
import { CLIS } from "../core/memory-project.ts";
import type { Being, Process } from "./agenda.ts";
import type { SimBrain } from "./brain.ts";
import type { World } from "./world.ts";

/** Jobs at one time. */
const CAPACITY = 2;
const LATENCY_MS = 20;
const GIVE_UP_MS = 5_000;

export class SimRunner implements Being {
  life = 0;
  asleep_until = 0;
  cut_off_until = 0;
  readonly name: string;
  readonly #world: World;
  readonly clis: readonly string[];
  #busy = 0;
  #asked = 0;
  #turn = 0;
  #asking = false;
  #dead_until = 0;

  constructor(world: World, name: string, clis: readonly string[] = CLIS) {
    this.#world = world;
    this.name = name;
    this.clis = clis;
    this.#begin();
  }

  get isThere(): boolean {
    return this.#world.agenda.now >= Math.max(this.cut_off_until, this.#dead_until);
  }

  /** kill -9, and a new start after a while. Its agents' processes end with it. */
  die(for_ms: number): void {
    this.life += 1;
    this.#busy = 0;
    this.#asking = false;
    this.#dead_until = this.#world.agenda.now + for_ms;
    this.#world.note(`${this.name} dies`);
    this.#world.agenda.after(for_ms, () => this.#begin());
  }
  hint(): void {
    if (!this.#asking) this.#world.agenda.spawn(this, this.#ask());
  }

  #begin(): void {
    this.#world.agenda.spawn(this, this.#poll());
  }
  *#poll(): Process {
    for (;;) {
      yield this.#world.chance.between(5_000, 30_000);
      this.hint();
    }
  }

  *#ask(): Process {
    this.#asking = true;
    let empty = 0;
    while (this.#busy < CAPACITY && empty < this.#world.brains.length) {
      const brain = this.#world.brains[this.#turn++ % this.#world.brains.length];
      if (brain === undefined) break;
      // The same key until there is an answer: a lost one must not become a second job.
      const key = `${this.name}-${this.life}-${this.#asked++}`;
      const offer = yield* this.#until(() => brain.claim(this, key), 4);
      if (offer === undefined || offer === null) empty += 1;
      else {
        empty = 0;
        this.#busy += 1;
        this.#world.agenda.spawn(this, this.#work(brain, offer));
      }
    }
    this.#asking = false;
  }

  *#work(brain: SimBrain, offer: JobOffer): Process {
    const may = yield* this.#until(() => brain.start(offer.job, offer.epoch, this.name), 10);
    if (may === true) {
      const outcome = yield* this.#run(brain, offer);
      if (outcome !== null) yield* this.#report(brain, offer, outcome);
    }
    this.#busy -= 1;
  }

  /** Null: the lease is lost, and nothing of it may be reported as done. */
  *#run(brain: SimBrain, offer: JobOffer): Process<JobReport | null> {
    const { agenda, chance } = this.#world;
    const plan = this.#world.agents.plan(brain, offer);
    const lease_ms = offer.limits.lease_secs * 1000;
    const end = agenda.now + plan.work_ms;
    let heard = agenda.now;
    while (agenda.now < end) {
      yield Math.min(lease_ms / 3, end - agenda.now);
      const lease = yield* this.#call(() => brain.extend(offer.job, offer.epoch));
      // A zombie goes on all the same, as a process does that was stopped and continued: the fence is for it.
      if (lease === null && !plan.zombie) return null;
      if (lease !== undefined && lease !== null) heard = agenda.now;
      if (lease?.cancelled === true)
        return { ...plan.report, outcome: "cancelled", head_sha: null, outputs: null };
      if (agenda.now - heard > lease_ms * 0.8 && !plan.zombie) return null;
    }
    if (plan.head_sha === null) return plan.report;
    const { head_sha } = plan;
    const pushed = yield* this.#until(() => brain.push(offer.job, offer.epoch, this.name, head_sha), 6);
    if (pushed === true) return plan.report;
    // A push that was refused or never answered is said as what it is.
    yield chance.between(10, 50);
    return { ...plan.report, outcome: "infra", detail: "the push did not go through", head_sha: null };
  }

  /** Until it is acknowledged, with the same key. */
  *#report(brain: SimBrain, offer: JobOffer, report: JobReport): Process {
    const key = `${offer.job}-${offer.epoch}-${this.life}`;
    // One that mixes its jobs up says an epoch that is over.
    if (this.#world.chance.happens(this.#world.faults.zombie))
      yield* this.#call(() => brain.finish(offer.job, offer.epoch - 1, `${key}-mixed`, report));
    yield* this.#until(() => brain.finish(offer.job, offer.epoch, key, report), 200);
  }

  *#until<T>(ask: () => T, tries: number): Process<T | undefined> {
    for (let n = 0; n < tries; n++) {
      const answer = yield* this.#call(ask);
      if (answer !== undefined) return answer;
      yield this.#world.chance.between(500, Math.min(60_000, 1_000 * 2 ** n));
    }
    return undefined;
  }
  /** Undefined: no answer came, whether or not the question arrived. */
  *#call<T>(ask: () => T): Process<T | undefined> {
    const { agenda, network } = this.#world;
    yield LATENCY_MS;
    if (agenda.now < this.cut_off_until || network.loses()) {
      yield GIVE_UP_MS;
      return undefined;
    }
    const answer = ask();
    if (!network.loses()) return answer;
    yield GIVE_UP_MS;
    return undefined;
  }
}
