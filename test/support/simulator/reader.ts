/** What a project reads of its forge: what changed since the last time, blockers, CI, and the merges of a day. */
import { awaitedChecks } from "../../../src/core/decide/on-checks.ts";
import { proofNeeded, withProof } from "../../../src/core/policy/approved.ts";
import type { SimBrain } from "./brain.ts";
import type { World } from "./world.ts";

/** As the Worker has them. */
const OVERLAP_MS = 120_000;
const GRACE_MS = 3_000;

export class Reader {
  readonly #world: World;
  readonly #brain: SimBrain;
  /** When the forge was last read to its end. */
  polled_at = 0;
  /** Since when reading the forge has failed; null where the last time it did not. */
  unread_since: number | null = null;
  #cursor: number;

  constructor(world: World, brain: SimBrain) {
    this.#world = world;
    this.#brain = brain;
    this.#cursor = brain.forge.now;
  }

  poll(): void {
    const { forge, consumer } = this.#brain;
    if (this.#brain.now() < consumer.shut_until) return;
    if (this.#world.network.forgeIsDown()) {
      consumer.unreached();
      this.unread_since ??= this.#brain.now();
      return;
    }
    this.unread_since = null;
    const changed = forge.changedSince(this.#cursor);
    for (const delivery of changed) {
      this.#brain.ingest(delivery, "poll");
      // The cursor stays where it was: what was read is read again.
      if (this.#brain.breaks()) return;
    }
    const newest = changed.at(-1)?.at;
    if (newest !== undefined) this.#cursor = Math.max(this.#cursor, newest - OVERLAP_MS);
    this.polled_at = this.#world.agenda.now;
    this.#readChecks();
    this.readBlockers(true);
  }

  #readChecks(): void {
    const { project, forge } = this.#brain;
    const waited = awaitedChecks([...project.items.values()]);
    for (const sha of waited) project.readChecks([{ sha, checks: forge.checks.get(sha) ?? [] }]);
    if (waited.length > 0) this.#brain.wake();
  }

  /** What a compound review waits for. Two readers may have been called. */
  readDay(): void {
    const { project, forge, consumer, name } = this.#brain;
    const { wanted, reviewed } = project.meta.compound;
    if (wanted === null || this.#brain.now() < consumer.shut_until || this.#world.network.forgeIsDown())
      return;
    const day = forge.day(reviewed);
    project.merged(day);
    if (this.#world.chance.happens(this.#world.faults.duplicates)) project.merged(day);
    this.#world.note(`${name}: ${day.commits} merges are to be reviewed`);
    this.#brain.wake();
  }

  readBlockers(again: boolean): void {
    if (this.#world.network.forgeIsDown()) return;
    const { project, forge } = this.#brain;
    const now = this.#brain.now();
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
}
