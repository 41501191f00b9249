/** The invariants of the architecture, held over random lives of a whole small project. */

import { describe, it } from "vitest";
import { WEIGHTS } from "../../support/core/chance.ts";
import { type Step, Walk } from "../../support/core/walk.ts";
import fc from "../../support/fast-check.ts";

const RUNS = process.env.ADF_FULL === "1" ? 5_000 : 120;

const number = fc.nat({ max: 10_000 });
const what = fc.oneof(
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    weight,
    arbitrary: fc.constant(name as Step["what"]),
  })),
);
const step: fc.Arbitrary<Step> = fc.record({ what, a: number, b: number, c: number });
const steps = fc.array(step, { minLength: 100, maxLength: 200, size: "max" });
const life = fc.tuple(
  fc.constantFrom<1 | 2>(1, 2),
  fc.constantFrom(["reviewer"], ["reviewer", "security"], ["reviewer", "ci", "qa"]),
  fc.oneof(steps, fc.array(step, { maxLength: 40, size: "max" })),
);

describe("a project, whatever happens to it", () => {
  it("keeps its locks, never leaves an item stuck, and comes to rest once everything succeeds", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(life, ([developers, gates, steps]) => {
        const walk = new Walk(developers, "auto", gates);
        walk.step({ what: "open issue", a: 1, b: 1, c: 1 });
        for (const one of steps) walk.step(one);
        walk.settle(60);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
