/** Merges that wait for somebody else's checks: the forge makes them by itself when those are green, unless they are taken back. */
import type { Applied, Effect } from "../../../src/core/effect/effect.ts";
import type { SimBrain } from "./brain.ts";
import type { World } from "./world.ts";

export class LeftToForge {
  readonly #world: World;
  readonly #brain: SimBrain;
  /** By pull request. */
  readonly #merges = new Map<number, Effect>();

  constructor(world: World, brain: SimBrain) {
    this.#world = world;
    this.#brain = brain;
  }

  /** What the forge answers to a merge whose checks are not there yet; null where it does what it is asked. */
  instead(effect: Effect): Applied | null {
    const { faults, checks, agenda } = this.#world;
    const { action } = effect;
    this.takeBack(effect);
    if (action.kind !== "merge" || !checks.happens(faults.pending_checks)) return null;
    this.#merges.set(action.pull_request, effect);
    agenda.after(checks.between(5_000, 600_000), () => this.#green(action.pull_request, effect));
    if (checks.happens(0.2)) this.#growCareful();
    return { status: "retry", error: "main asks for cla", after_ms: 60_000, left_to_forge: true };
  }

  /** A merge that is asked for anew, refused or called off is left to the forge no longer. */
  takeBack({ action }: Effect): void {
    if (action.kind === "merge" || action.kind === "cancel_merge") this.#merges.delete(action.pull_request);
  }

  /** The owner wants to say yes to each write from now on, for a while. By chance alone that hardly meets a merge in this state. */
  #growCareful(): void {
    this.#brain.configure({ mode: "approve" });
    this.#world.agenda.after(300_000, () => this.#brain.configure({ mode: "auto" }));
  }

  #green(pull_request: number, effect: Effect): void {
    const { forge, invariants, name } = this.#brain;
    if (this.#merges.get(pull_request) !== effect) return;
    this.#merges.delete(pull_request);
    invariants.mergesAlone(effect);
    this.#world.note(`${name}: the forge merges #${pull_request} by itself: ${forge.apply(effect).status}`);
  }
}
