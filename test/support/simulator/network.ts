/** What lies between the parts, and its bad hours. */

import type { SimBrain } from "./brain.ts";
import type { Chance } from "./chance.ts";
import type { Delivery } from "./delivery.ts";
import type { World } from "./world.ts";

export class Network {
  /** Until when each of these is cut off, in milliseconds since 1970. */
  forge_down_until = 0;
  cron_out_until = 0;
  /** Until when the first provider of most routes does not answer. */
  ill_until = 0;
  /** Probability that one message is lost while messages are being lost. */
  readonly #world: World;
  readonly #chance: Chance;

  constructor(world: World) {
    this.#world = world;
    this.#chance = world.chance;
  }

  loses(): boolean {
    return this.#chance.happens(this.#world.faults.loss);
  }
  forgeIsDown(): boolean {
    return this.#world.agenda.now < this.forge_down_until;
  }
  cronIsOut(): boolean {
    return this.#world.agenda.now < this.cron_out_until;
  }

  /** Delivered once and never again by the forge; on bad days not at all, late, out of order or twice. */
  webhook(brain: SimBrain, delivery: Delivery): void {
    const { faults, agenda } = this.#world;
    const chance = this.#chance;
    if (this.forgeIsDown() || chance.happens(faults.loss * 2)) return;
    const arrive = (ms: number): void => agenda.after(ms, () => brain.ingest(delivery, "webhook"));
    arrive(faults.disorder ? chance.between(5, 4_000) : 20);
    if (chance.happens(faults.duplicates)) arrive(chance.between(5, 600_000));
  }
}
