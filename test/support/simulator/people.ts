/** The people of a project while its days are bad: now and then they answer what they are asked, and judge what is proposed. */
import { NIGHTWATCH } from "../../../src/core/nightwatch/watched.ts";
import { OWNER } from "../core/scene.ts";
import type { SimBrain } from "./brain.ts";
import { LABELS, WISHES } from "./wishes.ts";
import type { World } from "./world.ts";

const ANSWERS = [
  "Yes, the second.",
  "merge",
  "Go on, and mind the zone.",
  "yes",
  "No: leave the cache alone.",
];

export class People {
  readonly #world: World;
  readonly #brain: SimBrain;

  constructor(world: World, brain: SimBrain) {
    this.#world = world;
    this.#brain = brain;
    this.#later();
  }

  /** Who opens an issue may say how it shall be worked on, as a label, and a while later in a mention. */
  opened(number: number): void {
    const { agenda, chance, faults } = this.#world;
    const { forge } = this.#brain;
    if (!chance.happens(faults.wishes)) return;
    if (chance.happens(0.4)) forge.changeIssue(number, { labels: [chance.among(LABELS) ?? ""] });
    const say = (agent: string, ms: number) =>
      agenda.after(ms, () => forge.say(OWNER, number, `@adf:${agent} ${this.#wish()}`));
    say("developer", chance.between(0, 300_000));
    // Who judges it may be asked for something of his own while it is under way.
    if (chance.happens(0.5)) say("reviewer", chance.between(30_000, 600_000));
  }
  #wish(): string {
    return `${this.#world.chance.among(WISHES)} please`;
  }

  /** People let go what they have stopped, and say yes to what waits for them. */
  relent(): void {
    const { project } = this.#brain;
    for (const { scope, name, by } of project.meta.stops)
      if (by !== NIGHTWATCH)
        this.#brain.control(
          "resume",
          scope === "agent" || scope === "runner" ? { kind: scope, name } : { kind: scope },
        );
    this.#judge(1);
  }

  #later(): void {
    this.#world.agenda.after(this.#world.chance.between(60_000, 300_000), () => {
      if (this.#world.faults.answers > 0) this.#look();
      // What they said on bad days may be heard late.
      if (this.#world.isCalm) this.relent();
      this.#later();
    });
  }
  #look(): void {
    const { chance, faults } = this.#world;
    const { project, forge } = this.#brain;
    for (const item of project.snapshot().items)
      if (item.phase === "parked" && chance.happens(faults.answers))
        forge.say(
          OWNER,
          (chance.happens(0.5) ? item.pull_request : null) ?? item.issue,
          chance.happens(faults.wishes)
            ? `@adf:${item.agent} ${this.#wish()}`
            : (chance.among(ANSWERS) ?? ""),
        );
    this.#judge(0.9);
  }
  #judge(yes: number): void {
    const proposed = this.#brain.project.openEffects().filter((e) => e.state === "proposed");
    if (proposed.length === 0) return;
    const [approve, deny]: [string[], string[]] = [[], []];
    for (const { id } of proposed) (this.#world.chance.happens(yes) ? approve : deny).push(id);
    this.#brain.judge(approve, deny);
  }
}
