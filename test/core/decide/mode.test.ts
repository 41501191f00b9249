/** The modes under any random life of a project: what each of them promises holds whatever happens. */
import { describe, expect, it } from "vitest";
import type { Mode } from "../../../src/contract/config.ts";
import { isApproved } from "../../../src/core/policy/mode.ts";
import { HELD } from "../../../src/core/work/job.ts";
import { WEIGHTS } from "../../support/core/chance.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { approveAll, made, proposed, put } from "../../support/core/modes.ts";
import { type Step, Walk } from "../../support/core/walk.ts";
import fc from "../../support/fast-check.ts";

const RUNS = process.env.ADF_FULL === "1" ? 2_000 : 50;
const number = fc.nat({ max: 10_000 });
const what = fc.oneof(
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    weight,
    arbitrary: fc.constant(name as Step["what"]),
  })),
);
const step: fc.Arbitrary<Step> = fc.record({ what, a: number, b: number, c: number });
const life = fc.array(step, { minLength: 60, maxLength: 160, size: "max" });
const held = ({ jobs }: MemoryProject) =>
  [...jobs.values()].filter((j) => HELD.has(j.state)).map((j) => j.id);

describe("whatever happens", () => {
  it("in observe no work item, job or effect ever appears, and none is handed out", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(life, (steps) => {
        const walk = new Walk(2, "observe");
        for (const one of steps) {
          walk.step(one);
          expect(made(walk.project)).toEqual([0, 0, 0]);
          expect(walk.project.dueEffects()).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("in approve no effect is handed out that was not approved, and it comes to rest when all are", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(life, (steps) => {
        const walk = new Walk(1, "approve");
        const { project } = walk;
        for (const one of steps) {
          walk.step(one);
          const some = proposed(project)[one.b % 5];
          if (some !== undefined && one.c % 2 === 0)
            project.judge(one.c % 10 === 0 ? { deny: [some.id] } : { approve: [some.id] });
          walk.watch.check();
          for (const effect of project.dueEffects()) expect(isApproved(effect)).toBe(true);
        }
        walk.settle(60, () => void approveAll(project));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it("with modes that change under way, each is honoured from its first moment", { timeout: 600_000 }, () => {
    const modes = fc.constantFrom<Mode>("observe", "approve", "auto");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(modes, fc.array(step, { minLength: 20, maxLength: 50, size: "max" })), {
          minLength: 2,
          maxLength: 5,
        }),
        (lives) => {
          const walk = new Walk(2, "auto");
          const { project } = walk;
          for (const [mode, steps] of lives) {
            put(project, mode);
            const before = { items: project.items.size, held: held(project) };
            for (const one of steps) {
              walk.step(one);
              if (mode === "observe") {
                expect(project.items.size).toBe(before.items);
                expect(held(project).filter((job) => !before.held.includes(job))).toEqual([]);
                expect(project.dueEffects()).toEqual([]);
              }
              if (mode === "approve") expect(project.dueEffects().every(isApproved)).toBe(true);
              const some = proposed(project)[one.b % 3];
              if (some !== undefined && one.c % 3 === 0) project.judge({ approve: [some.id] });
              walk.watch.check();
            }
          }
          put(project, "auto");
          walk.settle(60, () => void approveAll(project));
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
