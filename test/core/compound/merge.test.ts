/** Many findings become few: when two are one, what the one says, and in which order they are mended. */

import { describe, expect, it } from "vitest";
import { CompoundAnswer, CompoundFinding, CompoundGroup } from "../../../src/contract/compound.ts";
import { Severity } from "../../../src/contract/severity.ts";
import { isSame } from "../../../src/core/compound/fingerprint.ts";
import { issueAbout } from "../../../src/core/compound/known.ts";
import { mergeFindings, severityOf } from "../../../src/core/compound/merge.ts";
import fc from "../../support/fast-check.ts";

const finding = (over: Partial<CompoundFinding> = {}): CompoundFinding =>
  CompoundFinding.parse({
    title: "The total is wrong for an empty list",
    severity: "major",
    file: "src/list.js",
    line: 10,
    evidence: "node -e …",
    confidence: 0.8,
    ...over,
  });
const answer = (findings: readonly CompoundFinding[]) => CompoundAnswer.parse({ findings });
const at = (title: string, file?: string, line?: number) => ({ title, file, line });

describe("two findings are the same", () => {
  it.each([
    ["word for word", at("Wrong total", "a.js", 5), at("Wrong total", "a.js", 5), true],
    ["in another case and order", at("The `total` is wrong", "a.js", 5), at("Wrong: Total", "a.js", 9), true],
    ["where one has no line", at("Wrong total", "a.js"), at("wrong total", "./a.js", 500), true],
    ["not ten lines and more apart", at("Wrong total", "a.js", 5), at("Wrong total", "a.js", 16), false],
    ["not in two files", at("Wrong total", "a.js", 5), at("Wrong total", "b.js", 5), false],
    ["not where one names a file", at("Wrong total", "a.js", 5), at("Wrong total"), false],
    [
      "in other words at the same place",
      at("SQL injection in the query builder", "db.js", 40),
      at("Query builder allows injection of SQL from the form", "db.js", 41),
      true,
    ],
    [
      "not for one common word there",
      at("Query is slow", "db.js", 40),
      at("Query leaks a key", "db.js", 40),
      false,
    ],
    ["not for the words that every title has", at("The is of", "a.js", 1), at("The is on", "a.js", 1), false],
  ])("%s", (_why, a, b, same) => {
    expect([isSame(a, b), isSame(b, a)]).toEqual([same, same]);
  });
});

const words = fc.constantFrom("total", "list", "empty", "slow", "key", "leak", "query", "null", "zone");
const anyFinding = fc
  .record({
    title: fc.array(words, { minLength: 1, maxLength: 4 }).map((w) => w.join(" ")),
    severity: fc.constantFrom(...Severity.options),
    file: fc.constantFrom("a.js", "b.js"),
    line: fc.integer({ min: 1, max: 40 }),
    confidence: fc.constantFrom(0.2, 0.5, 0.9),
    id: fc.constantFrom("x", "y", "z"),
    after: fc.subarray(["x", "y", "z"]),
  })
  .map((f) => finding(f));
const anyAnswers = fc.array(
  fc.record({
    group: fc.constantFrom(...CompoundGroup.options),
    answer: fc.array(anyFinding, { maxLength: 6 }).map(answer),
  }),
  { maxLength: 4 },
);

describe("merging", () => {
  it("is the same in whatever order the groups and their findings came", () => {
    const shuffled = anyAnswers.chain((answers) => {
      // Ids mean something only within one answer, so an answer is never cut in two.
      const one = fc.shuffledSubarray(answers, { minLength: answers.length });
      return one.map((other) => ({ answers, other }));
    });
    fc.assert(
      fc.property(shuffled, ({ answers, other }) => {
        const plain = (list: typeof answers) => mergeFindings(list).map(({ after: _after, ...rest }) => rest);
        expect(plain(other)).toEqual(plain(answers));
      }),
      { numRuns: 200 },
    );
  });

  it("loses nothing, leaves no two that are the same, and puts the worst first", () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const merged = mergeFindings(answers);
        for (const {
          group,
          answer: { findings },
        } of answers)
          for (const one of findings) {
            const into = merged.filter((m) => m.groups.includes(group) && m.file === one.file);
            expect(into.some((m) => severityOf(m.severity) >= severityOf(one.severity))).toBe(true);
          }
        for (const [i, a] of merged.entries())
          for (const b of merged.slice(i + 1)) expect(isSame(a, b)).toBe(false);
        const worth = merged.map((m) => severityOf(m.severity));
        expect(worth).toEqual([...worth].sort((a, b) => b - a));
      }),
      { numRuns: 200 },
    );
  });

  it("gives an order that leads back to nothing it began with", () => {
    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const merged = mergeFindings(answers);
        const reaches = (from: number, to: number): boolean =>
          (merged[from]?.after ?? []).some((next) => next === to || reaches(next, to));
        for (const i of merged.keys()) expect(reaches(i, i)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the words of the worst that is surest, and says who found it", () => {
    const merged = mergeFindings([
      { group: "quality", answer: answer([finding({ severity: "minor", confidence: 1 })]) },
      {
        group: "domain",
        answer: answer([finding({ evidence: "the sum is NaN", line: 12, confidence: 0.9 })]),
      },
      { group: "security", answer: answer([finding()]) },
    ]);
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({
      severity: "major",
      evidence: "the sum is NaN",
      groups: ["domain", "quality", "security"],
    });
  });

  it("follows ids within one answer only", () => {
    const first = finding({ title: "Cache grows", line: 1, id: "a", severity: "minor" });
    const second = finding({ title: "Leaks a key", line: 30, after: ["a"] });
    const merged = mergeFindings([
      { group: "quality", answer: answer([first]) },
      { group: "security", answer: answer([second, { ...first, title: "Zone is lost", line: 35 }]) },
    ]);
    expect(merged.map((m) => [m.title, m.after.map((n) => merged[n]?.title)])).toEqual([
      ["Leaks a key", ["Zone is lost"]],
      ["Cache grows", []],
      ["Zone is lost", []],
    ]);
  });
});

describe("an open issue speaks of a finding", () => {
  const open = (number: number, title: string, body: string) => ({ number, title, body });

  it("when it names the place and says the same, whoever wrote it; the oldest of them", () => {
    const issues = [
      open(9, "The total is wrong for an empty list", "See `src/list.js:14`."),
      open(7, "Total wrong for empty list", "In `src/list.js` I think"),
      open(3, "The total is wrong for an empty list", "Where: `src/other.js:10`"),
    ];
    expect(issueAbout(finding(), issues)).toBe(7);
    expect(issueAbout(finding({ line: 40 }), issues.slice(0, 1))).toBeNull();
    expect(issueAbout(finding({ title: "Something else" }), issues)).toBeNull();
  });
});
