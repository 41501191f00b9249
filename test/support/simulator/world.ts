/** One simulated life: forges, brains, runners, agents and people in one virtual time, until everything is at rest. */
import { rankProject } from "../../../src/core/decide/rank-project.ts";
import { pick } from "../core/chance.ts";
import { CLIS } from "../core/memory-project.ts";
import { OWNER, START } from "../core/scene.ts";
import { Agenda } from "./agenda.ts";
import { Agents } from "./agents.ts";
import { SimBrain } from "./brain.ts";
import { Chance } from "./chance.ts";
import { Ci } from "./ci.ts";
import { contextsOf } from "./contexts.ts";
import { disturb } from "./disturb.ts";
import { Network } from "./network.ts";
import { SimRunner } from "./sim-runner.ts";
import { type Faults, NO_FAULTS, type Story } from "./story.ts";
import { Violated } from "./violated.ts";

const MINUTE_MS = 60_000;
/** The last lines of what happened, told when a rule is broken. */
const TOLD = 60;

/** What runners have that do not have every agent CLI. */
const PARTS = [["claude"], ["codex", "opencode"]];

export interface Figures {
  readonly steps: number;
  readonly virtual_hours: number;
  readonly jobs: number;
  readonly effects: number;
  readonly done: number;
  readonly parked: number;
  readonly open: number;
}

export class World {
  readonly agenda = new Agenda(START);
  readonly chance: Chance;
  readonly network: Network;
  readonly agents: Agents;
  readonly ci: Ci;
  /** Of other checks that a branch asks for. Of its own, so that the seeds of other stories go on telling what they told. */
  readonly checks: Chance;
  readonly brains: readonly SimBrain[];
  readonly runners: readonly SimRunner[];
  forge_skew_ms = 0;
  /** How far the brain's clock is from the true time. */
  clock_skew_ms = 0;
  faults: Faults;
  readonly #story: Story;
  readonly #told: { readonly at: number; readonly line: string }[] = [];
  #calm_at = Number.POSITIVE_INFINITY;
  #steps = 0;

  constructor(story: Story) {
    this.#story = story;
    this.faults = story.faults;
    this.chance = new Chance(story.seed);
    this.network = new Network(this);
    this.agents = new Agents(this);
    this.ci = new Ci(this, story.seed);
    this.checks = new Chance(story.seed + 0xc1a);
    this.brains = contextsOf(story.shape).map((context) => new SimBrain(this, context));
    this.runners = Array.from(
      { length: story.runners },
      (_, i) => new SimRunner(this, `runner-${i + 1}`, story.lean === true && i > 0 ? pick(PARTS, i) : CLIS),
    );
    for (const brain of this.brains) for (let n = 0; n < story.issues; n++) this.openIssue(brain);
    // A story whose bad days were made shorter has what lies behind them no more.
    for (const d of story.disturbances.filter(({ at }) => at < story.minutes))
      this.agenda.after(d.at * MINUTE_MS, () => disturb(this, d));
  }

  get isCalm(): boolean {
    return this.agenda.now >= this.#calm_at;
  }
  openIssue(brain: SimBrain): void {
    const others = [...brain.forge.issues.keys()];
    const number = brain.forge.openIssue(OWNER, []);
    const blocker = this.chance.happens(0.4) ? this.chance.among(others) : undefined;
    if (blocker !== undefined) brain.forge.block(number, [blocker]);
    brain.people.opened(number);
  }
  hint(_project: string): void {
    for (const runner of this.runners)
      if (!this.network.loses()) this.agenda.after(this.chance.between(20, 200), () => runner.hint());
  }
  note(line: string): void {
    this.#told.push({ at: this.agenda.now, line });
    if (this.#told.length > TOLD) this.#told.shift();
  }

  /** Lives the troubled days and then good ones until everything is at rest. Throws where a rule is broken. */
  live(rest_minutes: number): Figures {
    try {
      const calm = START + this.#story.minutes * MINUTE_MS;
      this.#until(calm, () => false);
      this.#calm();
      const end = this.agenda.now + rest_minutes * MINUTE_MS;
      this.#until(end, () => this.#rested());
      for (const brain of this.brains) brain.invariants.atRest();
      if (!this.#rested()) throw new Violated(`there is work that nobody took up: ${this.#left()}`);
    } catch (error) {
      throw new Error(
        `${error instanceof Violated ? error.message : error instanceof Error ? error.stack : error}\n${this.#tell()}`,
      );
    }
    return this.#figures();
  }

  #until(end: number, enough: () => boolean): void {
    let asked = this.agenda.now;
    while (this.agenda.step(end)) {
      this.#steps += 1;
      // Whether it is at rest costs a look at everything: once in a virtual minute is enough.
      if (this.agenda.now - asked < MINUTE_MS) continue;
      asked = this.agenda.now;
      if (enough()) return;
    }
  }
  #calm(): void {
    this.faults = { ...NO_FAULTS, hard: this.faults.hard, unclosable: this.faults.unclosable };
    this.network.forge_down_until = 0;
    for (const brain of this.brains) brain.calm();
    this.network.cron_out_until = 0;
    this.network.ill_until = 0;
    for (const runner of this.runners) {
      runner.asleep_until = 0;
      runner.cut_off_until = 0;
    }
    this.#calm_at = this.agenda.now;
    this.note("from here on everything works");
  }
  #rested(): boolean {
    return this.brains.every(
      ({ project, forge, reader }) =>
        reader.polled_at > this.#calm_at &&
        project.openEffects().length === 0 &&
        project.meta.compound.run === null &&
        project.snapshot().items.every((i) => i.phase === "parked") &&
        rankProject(project.snapshot()).ready.length === 0 &&
        // The last change has been polled twice.
        [...forge.issues.values()].every((i) => i.updated_at < forge.now - 5 * MINUTE_MS),
    );
  }
  #left(): string {
    return this.brains
      .map(({ name, project }) => {
        const items = project.snapshot().items.filter((i) => i.phase !== "parked");
        const ready = rankProject(project.snapshot()).ready.map((r) => `#${r.number}`);
        return `${name}: items ${items.map((i) => `${i.id} ${i.phase}`).join(", ")}; ready ${ready.join(" ")}; breaker ${JSON.stringify(project.meta.breaker)}`;
      })
      .join("; ");
  }
  #tell(): string {
    const { seed, minutes, issues, runners, shape, faults, disturbances } = this.#story;
    return [
      `seed ${seed}: ${minutes} minutes of trouble, ${issues} issues, ${runners} runners, ${JSON.stringify({ ...shape, ...faults })}`,
      ...disturbances.map((d) => `  at minute ${d.at}: ${d.what} (${d.a}, ${d.b})`),
      "what happened last:",
      ...this.#told.map(({ at, line }) => `  ${new Date(at).toISOString().slice(8, 19)} ${line}`),
    ].join("\n");
  }
  /** Every way in which a job and a write ended. */
  reached(): Set<string> {
    const ways = new Set<string>();
    for (const { project } of this.brains) {
      for (const { outcome } of project.jobs.values()) if (outcome !== null) ways.add(`job ${outcome}`);
      for (const { event, kind, reason } of project.journal)
        if (event === "effect.dead") ways.add(`${kind} ${reason}`);
        else if (event === "effect.done") ways.add(`${kind} done`);
    }
    return ways;
  }
  #figures(): Figures {
    const items = this.brains.flatMap((b) =>
      [...b.project.items.values()].filter((i) => i.subject !== "plan" && i.subject !== "compound"),
    );
    const sum = (of: (b: SimBrain) => number): number => this.brains.reduce((n, b) => n + of(b), 0);
    return {
      steps: this.#steps,
      virtual_hours: (this.agenda.now - START) / 3_600_000,
      jobs: sum((b) => b.project.jobs.size),
      effects: sum((b) => b.project.effects.size),
      done: items.filter((i) => i.phase === "done").length,
      parked: items.filter((i) => i.phase === "parked").length,
      open: sum((b) => [...b.forge.issues.values()].filter((i) => i.state === "open").length),
    };
  }
}
