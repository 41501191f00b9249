/** The queue's consumer of one project: takes effects that are due, and has the forge carry them out one by one. */
import type { Applied, Effect, EffectKind } from "../../../src/core/effect/effect.ts";
import type { Process } from "./agenda.ts";
import type { SimBrain } from "./brain.ts";
import { LeftToForge } from "./left-to-forge.ts";
import type { World } from "./world.ts";

/** As the Worker has them. */
const APPLY_MS = 60_000;
const AT_ONCE = 4;

/** At the latest after so long: what must not be there twice, and what must not stand above what was said later. */
const LATE: Partial<Record<EffectKind, number>> = {
  comment: 90_000,
  create_issue: 90_000,
  // A review between two words on one head takes minutes.
  status: 900_000,
};

export class Consumer {
  readonly #world: World;
  readonly #brain: SimBrain;
  #draining = false;
  /** The gate of the forge's remote: nothing is asked before. */
  shut_until = 0;
  #failures = 0;
  readonly #left: LeftToForge;

  constructor(world: World, brain: SimBrain) {
    this.#world = world;
    this.#brain = brain;
    this.#left = new LeftToForge(world, brain);
  }

  wake(): void {
    if (!this.#draining) this.#world.agenda.spawn(this.#brain, this.#drain());
  }

  /** Its process ended with the Worker's life. */
  crash(): void {
    this.#draining = false;
  }

  *#drain(): Process {
    const { project, invariants } = this.#brain;
    this.#draining = true;
    for (;;) {
      yield this.#world.chance.between(20, 200);
      const now = this.#brain.now();
      const due = project.dueEffects().slice(0, AT_ONCE);
      if (due.length === 0) break;
      for (const e of due) {
        invariants.handedOut(e);
        project.effects.set(e.id, { ...e, state: "applying", not_before: now + APPLY_MS });
      }
      for (const e of due) {
        const applied = yield* this.#apply(e);
        this.#brain.now();
        project.settleEffect(e.id, applied);
      }
    }
    this.#draining = false;
  }

  *#apply(effect: Effect): Process<Applied> {
    const { network, chance, faults } = this.#world;
    const { name, forge, invariants } = this.#brain;
    const wait = this.shut_until - this.#brain.now();
    if (wait > 0)
      return { status: "retry", error: "the forge is not answering", after_ms: wait, tried: false };
    yield chance.between(20, 300);
    if (network.forgeIsDown() || network.loses()) {
      // Given up by us, and carried out by the forge all the same, a good while later.
      const late = LATE[effect.action.kind];
      if (late !== undefined && faults.late && chance.happens(0.3))
        this.#world.agenda.after(chance.between(500, late), () => forge.carryOut(effect));
      return this.unreached();
    }
    invariants.applying(effect);
    const applied = this.#left.instead(effect) ?? forge.apply(effect);
    if (applied.status === "refused") this.#left.takeBack(effect);
    this.#world.note(`${name}: ${effect.action.kind} ${effect.id}: ${applied.status}`);
    // Written, and nobody there to hear of it: this life ends with the yield.
    if (this.#brain.breaks()) yield 0;
    // Where no answer came, it may have been left to the forge.
    if (network.loses()) return { ...this.unreached(), ...leftBy(applied) };
    this.#failures = 0;
    return applied;
  }

  unreached(): Applied {
    this.#failures += 1;
    const after_ms = Math.min(300_000, 1_000 * 2 ** Math.min(this.#failures, 9));
    this.shut_until = this.#brain.now() + after_ms;
    return { status: "retry", error: "no answer", after_ms };
  }
}

const leftBy = (applied: Applied): { readonly left_to_forge?: true } =>
  applied.status === "retry" && applied.left_to_forge === true ? { left_to_forge: true } : {};
