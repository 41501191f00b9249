import { describe, expect, it } from "vitest";
import { components, type Rows } from "../../../src/core/ranking/components.ts";
import fc from "../../support/fast-check.ts";

/** Rows of a graph whose node `i` waits for the nodes in `blockers[i]`. */
function rows(blockers: readonly (readonly number[])[]): Rows {
  const offsets = new Int32Array(blockers.length + 1);
  for (const [i, row] of blockers.entries()) offsets[i + 1] = (offsets[i] ?? 0) + row.length;
  return { offsets, targets: Int32Array.from(blockers.flat()) };
}

const graph = fc
  .integer({ min: 0, max: 30 })
  .chain((size) =>
    fc.array(fc.array(fc.nat(Math.max(0, size - 1)), { maxLength: 4 }), { minLength: size, maxLength: size }),
  );

describe("the groups of a graph", () => {
  it("hold every node once", () => {
    fc.assert(
      fc.property(graph, (blockers) => {
        const { order, starts } = components(rows(blockers));
        expect([...order].sort((a, b) => a - b)).toEqual(blockers.map((_, i) => i));
        expect([...starts]).toEqual([...new Set(starts)].sort((a, b) => a - b));
        expect([starts[0], starts.at(-1)]).toEqual([0, blockers.length]);
      }),
    );
  });

  it("stand before those that they wait for: nothing leads back to an earlier one", () => {
    fc.assert(
      fc.property(graph, (blockers) => {
        const { order, starts } = components(rows(blockers));
        const groupOf = new Map<number, number>();
        for (let group = 0; group + 1 < starts.length; group++)
          for (const node of order.slice(starts[group], starts[group + 1])) groupOf.set(node, group);
        for (const [node, row] of blockers.entries())
          for (const target of row)
            expect(groupOf.get(target)).toBeGreaterThanOrEqual(groupOf.get(node) ?? Number.NaN);
      }),
    );
  });

  it("are taken in the order in which a search leaves them, so that a chain within a circle is one sweep", () => {
    const ring = components(rows([[1], [2], [3], [0]]));
    expect([...ring.order]).toEqual([0, 1, 2, 3]);
    expect([...ring.starts]).toEqual([0, 4]);
  });
});
