import { describe, expect, test } from "vitest";
import { turnCounters, withCounters } from "../../src/repair/engine/turns.ts";
import { parseSource, proposalsFor } from "../../src/repair/mutate/proposals.ts";
import fc from "../support/fast-check.ts";

const versionsOf = (source: string) =>
  proposalsFor(source, false, () => 1).map(
    ({ start, end, text }) => source.slice(0, start) + text + source.slice(end),
  );

describe("the mutators reach the repair of", () => {
  const cases: [string, string, string][] = [
    ["a boundary", "export const f = (a) => a > 3;", "export const f = (a) => a >= 3;"],
    ["an operator", "export const f = (a, b) => a - b;", "export const f = (a, b) => a + b;"],
    ["a mask of 8 bits", "export const f = (a) => a & 0xff;", "export const f = (a) => a & 0xffff;"],
    ["a loop one short", "for (let i = 0; i < n - 1; i++) {}", "for (let i = 0; i < n; i++) {}"],
    ["a power one too high", "const f = (n) => 2 ** n;", "const f = (n) => 2 ** (n - 1);"],
    ["a condition", "function f(a) { if (a) { return 1; } }", "function f(a) { if (!(a)) { return 1; } }"],
    ["a lost default", "const f = (s) => ({ ...s, ...D });", "const f = (s) => ({ ...D, ...s });"],
    ["a forgotten await", "async function f() { save(); }", "async function f() { await save(); }"],
    ["a forgotten return", "function f(a) { g(a); }", "function f(a) { return g(a); }"],
    [
      "a fixed path",
      'function f(root) { return join("/home/x", root); }',
      "function f(root) { return join(root, root); }",
    ],
    ["the wrong variable", "function f(a, b) { return a * a; }", "function f(a, b) { return a * b; }"],
    ["the wrong method", "const f = (x) => Math.floor(x);", "const f = (x) => Math.ceil(x);"],
    ["exchanged arguments", "const f = (a, b) => g(a, b);", "const f = (a, b) => g(b, a);"],
    ["a standard object lost", "function f(a) { return a.abs(a); }", "function f(a) { return Math.abs(a); }"],
    [
      "a constant lost",
      'const U = "m"; function f(a) { return g(a, a); }',
      'const U = "m"; function f(a) { return g(a, "m"); }',
    ],
    ["a missing summand", "function f(a, b) { return a; }", "function f(a, b) { return a + b; }"],
    [
      "half a condition",
      "function f(a, b) { if (a < b) { return 1; } }",
      "function f(a, b) { if (a === null || a < b) { return 1; } }",
    ],
    ["a side negated", "const f = (a, b) => (a && b ? 1 : 2);", "const f = (a, b) => (!(a) && b ? 1 : 2);"],
    [
      "a return too many",
      "function f(a) { for (const b of a) { return g(b); } }",
      "function f(a) { for (const b of a) { g(b); } }",
    ],
    [
      "a pattern that stops at one",
      "const f = (a) => /[a-z]/.test(a);",
      "const f = (a) => /[a-z]+/.test(a);",
    ],
    ["a missing copy", "function f(a) { return a; }", "function f(a) { return [...a]; }"],
  ];
  test.each(cases)("%s", (_, broken, repaired) => {
    expect(versionsOf(broken)).toContain(repaired);
  });

  test("a lock that is not released when the work throws", () => {
    const source =
      "async function run(task) {\n  const result = await task();\n  release();\n  return result;\n}\n";
    const repaired = versionsOf(source).find((text) => text.includes("finally"));
    expect(repaired).toBe(
      "async function run(task) {\n  try {\n    const result = await task();\n    return result;\n  } finally {\n    release();\n  }\n}\n",
    );
  });
});

test("a place that no failing test ran is never changed, and no edit is offered twice", () => {
  const source = "export const a = (x) => x > 1 && x < 9;\nexport const b = (x) => x + 1;\n";
  const second = source.indexOf("export const b");
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 1, noNaN: true }), (worth) => {
      const found = proposalsFor(source, false, (at) => (at >= second ? worth : 0));
      const keys = found.map((one) => `${one.start}:${one.end}:${one.text}`);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((one) => one.start >= second && one.end <= source.length)).toBe(true);
      expect(new Set(keys).size).toBe(keys.length);
      expect(found.map((one) => one.score)).toEqual(found.map((one) => one.score).sort((x, y) => y - x));
    }),
  );
});

test("the name of an imported module is left alone", () => {
  const found = proposalsFor('import { a } from "./a.js";\nexport const b = a("x");\n', false, () => 1);
  expect(found.every((one) => one.start > 27)).toBe(true);
});

test("text that is not JavaScript has no candidates", () => {
  expect(proposalsFor("const = ;", false, () => 1)).toEqual([]);
  expect(parseSource("return 1", true)).not.toBeNull();
});

test("loops are counted where the candidate's own edit leaves room", () => {
  const source = "while (a) { b(); }\nfor (const c of d) { e(); }\n";
  const counters = turnCounters("x.js", source, false);
  expect(counters).toHaveLength(2);
  const edit = { file: "x.js", start: 0, end: 18, text: "b();" };
  expect(withCounters([edit], counters)).toHaveLength(2);
});
