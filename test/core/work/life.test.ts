/** The table of phases: complete, without a dead end, and the same in the documents. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkMove, MOVES } from "../../../src/core/work/life.ts";
import { ENDED, type Phase } from "../../../src/core/work/work-item.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const phases = [...new Set(MOVES.flatMap((m) => [m.from, m.to]))];
const pairs = (moves: readonly { from: string; to: string }[]) =>
  moves.map((m) => `${m.from} ${m.to}`).sort();

describe("the table of phases", () => {
  it("has each move once, and none out of an end", () => {
    expect(new Set(pairs(MOVES)).size).toBe(MOVES.length);
    expect(MOVES.filter((m) => ENDED.has(m.from))).toEqual([]);
  });

  it("lets every phase come to an end, and every one but a plan and a compound review ask a person or be one", () => {
    const reaches = (from: Phase, seen = new Set<Phase>()): ReadonlySet<Phase> => {
      for (const { to } of MOVES.filter((m) => m.from === from)) if (!seen.has(to)) reaches(to, seen.add(to));
      return seen;
    };
    for (const phase of phases.filter((p) => !ENDED.has(p))) {
      expect([...reaches(phase)], phase).toContain("done");
      if (phase !== "plan" && phase !== "compound")
        expect([...reaches(phase), phase], phase).toContain("parked");
    }
  });

  it("is the only way: another move throws and names both ends", () => {
    expect(() => checkMove("w1", "delivering", "merging")).toThrow("w1 cannot go from delivering to merging");
    expect(() => checkMove("w1", "done", "change")).toThrow("from done to change");
    for (const { from, to } of MOVES) checkMove("w1", from, to);
    for (const phase of phases) checkMove("w1", phase, phase);
  });

  it("is what docs/pull-requests.md and the map show", () => {
    const rows = [...read("docs/pull-requests.md").matchAll(/^\| `(\w+)` \| `(\w+)` \| (.+) \|$/gm)];
    expect(rows.map(([, from, to, when]) => ({ from, to, when }))).toEqual(MOVES);
    const arrows = [...read("src/README.md").matchAll(/^ {2}(\w+) --> (\w+): /gm)]
      .map(([, from = "", to = ""]) => ({ from, to }))
      .filter(({ from, to }) => phases.includes(from as Phase) && phases.includes(to as Phase));
    expect(pairs(arrows)).toEqual(pairs(MOVES));
  });
});
