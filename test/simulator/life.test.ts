/**
 * Whole lives of a factory in virtual time: duplicates, reorderings, losses, crashes between two steps, evictions,
 * partitions, clock jumps, slow, dying and undead runners, bad agents and angry people. The invariants of the architecture
 * are checked after every step, and once the troubles end everything has to come to rest.
 */
import { expect, it } from "vitest";
import { Outcome } from "../../src/contract/job.ts";
import { REFUSABLE } from "../support/simulator/answers.ts";
import { liveInShards } from "../support/simulator/shards.ts";
import { lifeOf } from "../support/simulator/tell.ts";
import { World } from "../support/simulator/world.ts";

const FULL = process.env.ADF_FULL === "1";
const SEEDS = FULL ? 50_000 : 2_000;

it(`keeps every invariant and comes to rest, in ${SEEDS} lives`, { timeout: 3_600_000 }, async () => {
  const sum = await liveInShards(SEEDS);
  console.log(
    `${sum.lives} lives, ${Math.round(sum.virtual_hours)} virtual hours, ${sum.steps} steps, ${sum.jobs} jobs, ${sum.effects} effects; ${sum.done} issues done, ${sum.parked} parked`,
  );
  // A simulator in which nothing happens would keep every rule.
  expect(sum.done).toBeGreaterThan(SEEDS);
  expect(sum.parked).toBeGreaterThan(SEEDS / 10);
  const ways = [
    ...Outcome.options.map((outcome) => `job ${outcome}`),
    "cancel_merge done",
    ...["conflict", "gone", "gates_red", "head_moved", ...REFUSABLE.merge].map((reason) => `merge ${reason}`),
  ];
  expect(ways.filter((way) => !sum.reached.includes(way))).toEqual([]);
});

it("lives the same life again from the same seed", () => {
  const life = () => new World(lifeOf(7)).live(600);
  expect(life()).toEqual(life());
});
