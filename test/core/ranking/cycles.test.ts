import { describe, expect, it } from "vitest";
import { components } from "../../../src/core/ranking/components.ts";
import { cycles } from "../../../src/core/ranking/cycles.ts";
import { buildGraph } from "../../../src/core/ranking/graph.ts";
import fc from "../../support/fast-check.ts";

const find = (size: number, edges: readonly (readonly [number, number])[]) => {
  const issues = Array.from({ length: size }, (_, i) => ({
    number: i + 1,
    state: "open" as const,
    is_pull: false,
  }));
  const graph = buildGraph(
    issues,
    edges.map(([issue, blocked_by]) => ({ issue, blocked_by })),
  );
  return cycles(components(graph)).map((group) => group.map((node) => graph.nodes[node]));
};

describe("cycles", () => {
  it("are none in a chain or a diamond", () => {
    expect(
      find(4, [
        [1, 2],
        [2, 3],
        [1, 3],
        [3, 4],
      ]),
    ).toEqual([]);
  });

  it("are named by their issues, each cycle apart", () => {
    expect(
      find(6, [
        [1, 2],
        [2, 3],
        [3, 1],
        [4, 3],
        [5, 6],
        [6, 5],
      ]),
    ).toEqual([
      [1, 2, 3],
      [5, 6],
    ]);
  });

  it("are found in a ring of 100,000 issues without running out of stack", () => {
    const size = 100_000;
    const ring = Array.from({ length: size }, (_, i) => [i + 1, ((i + 1) % size) + 1] as const);
    expect(find(size, ring)[0]).toHaveLength(size);
  });

  it("hold exactly the issues that can reach one another", () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((size) => {
      const node = fc.integer({ min: 1, max: size });
      return fc.tuple(fc.constant(size), fc.array(fc.tuple(node, node), { maxLength: 24 }));
    });
    fc.assert(
      fc.property(graph, ([size, edges]) => {
        const reach = Array.from({ length: size + 1 }, () => new Set<number>());
        for (const [a, b] of edges) if (a !== b) reach[a]?.add(b);
        for (let k = 1; k <= size; k++)
          for (const from of reach) if (from.has(k)) for (const to of reach[k] ?? []) from.add(to);
        const groups = find(size, edges);
        const together = (a: number, b: number) =>
          groups.some((group) => group.includes(a) && group.includes(b));
        for (let a = 1; a <= size; a++) {
          for (let b = a + 1; b <= size; b++) {
            expect(together(a, b)).toBe(reach[a]?.has(b) === true && reach[b]?.has(a) === true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
