/** CI on the simulated forge: begins with each push, and ends a while later, red, green or never. */
import { Chance } from "./chance.ts";
import type { SimForge } from "./sim-forge.ts";
import type { World } from "./world.ts";

export class Ci {
  readonly #world: World;
  /** Of its own, so that the seeds of stories without CI go on telling what they told. */
  readonly #chance: Chance;
  readonly #begun = new Set<string>();

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#chance = new Chance(seed + 0xc1);
  }

  /** `undoes`: a revert stands there, whose checks are red only where such are stuck. */
  begin(name: string, forge: SimForge, sha: string, undoes: boolean): void {
    // The same head may be pushed again, when the answer to the first push was lost.
    const run = `${name} ${sha}`;
    if (this.#begun.has(run)) return;
    this.#begun.add(run);
    const { agenda, faults } = this.#world;
    const check = { context: "ci/test", description: "", target_url: "" };
    const dice = this.#chance.next();
    const ms = this.#chance.between(5_000, 600_000);
    if (dice < faults.silent_ci) return;
    forge.setCheck(sha, { ...check, state: "pending" });
    const state =
      dice < faults.silent_ci + (undoes ? faults.stuck_reverts : faults.red_ci) ? "failure" : "success";
    agenda.after(ms, () => forge.setCheck(sha, { ...check, state }));
  }
}
