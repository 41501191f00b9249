import { describe, expect, it } from "vitest";
import { fairOrder } from "../../../src/core/scheduling/fair-order.ts";
import fc from "../../support/fast-check.ts";

const key = fc.uuid();
const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{1,12}$/), { minLength: 1, maxLength: 8 });

describe("the order in which a runner's claim asks the projects", () => {
  it("names each once, and for one key it is always the same, however they are listed", () => {
    fc.assert(
      fc.property(names, key, (all, k) => {
        const order = fairOrder(all, k);
        expect([...order].sort()).toEqual([...all].sort());
        expect(fairOrder([...all].reverse(), k)).toEqual(order);
      }),
    );
  });

  it("gives the projects that have work an even share of a runner, whoever of the others is idle", () => {
    const uuids = fc.sample(key, { numRuns: 4_000, seed: 7 });
    for (const busy of [
      ["a", "b"],
      ["a", "c"],
      ["b", "c"],
      ["a", "b", "c"],
      ["a", "b", "c", "d"],
    ]) {
      const won = new Map<string, number>();
      for (const k of uuids) {
        const first = fairOrder(["a", "b", "c", "d"], k).find((name) => busy.includes(name)) ?? "";
        won.set(first, (won.get(first) ?? 0) + 1);
      }
      for (const name of busy) {
        const share = ((won.get(name) ?? 0) / uuids.length) * busy.length;
        expect([busy, name, Math.abs(share - 1) < 0.12]).toEqual([busy, name, true]);
      }
    }
  });
});
