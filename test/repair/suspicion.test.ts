import { expect, test } from "vitest";
import type { Spectrum } from "../../src/repair/engine/batch.ts";
import { ochiai, ran, suspicion } from "../../src/repair/localise/suspicion.ts";
import { changeIsSuspect } from "../../src/repair/review/blame.ts";

const spectrum = (test: string, passed: boolean, files: Spectrum["files"], from = "t.test.js"): Spectrum => ({
  test,
  from,
  passed,
  files,
});

test("the innermost range around a position says whether it ran", () => {
  const ranges = [
    [0, 100, 1],
    [20, 40, 0],
    [25, 30, 3],
  ] as const;
  expect([10, 22, 27, 99].map((at) => ran(ranges, at))).toEqual([true, false, true, true]);
  expect(ran(undefined, 1)).toBe(false);
});

test("a place that only failing tests run is the most suspect, and one that none of them runs is not", () => {
  expect(ochiai(2, 0, 2)).toBe(1);
  expect(ochiai(2, 6, 2)).toBe(0.5);
  expect(ochiai(0, 6, 2)).toBe(0);
  const found = suspicion(
    [
      spectrum("bad", false, {
        "a.js": [
          [0, 50, 1],
          [10, 20, 0],
        ],
      }),
      spectrum("good", true, {
        "a.js": [
          [0, 50, 1],
          [30, 40, 0],
        ],
      }),
    ],
    {},
  );
  expect(found.at("a.js", 15)).toBe(0);
  expect(found.at("a.js", 35)).toBe(1);
  expect(found.at("a.js", 5)).toBeCloseTo(Math.SQRT1_2);
});

test("where no failing test could be watched, what was loaded is suspected evenly", () => {
  const found = suspicion([], { "a.js": [[0, 9, 1]] });
  expect(found.files).toEqual(["a.js"]);
  expect(found.at("a.js", 3)).toBe(found.at("a.js", 7));
});

test("an old failure counts against a change only when nothing else is more suspect", () => {
  const changed = new Map([["base.js", [5]]]);
  const elsewhere = [
    spectrum("bad", false, { "base.js": [[0, 9, 1]], "other.js": [[0, 9, 1]] }),
    spectrum("good", true, { "base.js": [[0, 9, 1]] }),
  ];
  expect(changeIsSuspect("bad", "t.test.js", elsewhere, {}, changed)).toBe(false);
  const here = [spectrum("bad", false, { "base.js": [[0, 9, 1]] }), elsewhere[1] as Spectrum];
  expect(changeIsSuspect("bad", "t.test.js", here, {}, changed)).toBe(true);
  expect(changeIsSuspect("bad", "t.test.js", here, {}, new Map([["base.js", [50]]]))).toBe(false);
});
