import { describe, expect, it } from "vitest";
import { holdingLabel } from "../../../src/core/ranking/hold.ts";
import { type RankIssue, rankIssues } from "../../../src/core/ranking/rank.ts";
import { priorityOf } from "../../../src/core/ranking/score.ts";
import fc from "../../support/fast-check.ts";

const issue = (number: number, more: Partial<RankIssue> = {}): RankIssue => ({
  number,
  state: "open",
  is_pull: false,
  labels: [],
  created_at: number,
  held_by: null,
  ...more,
});
const dep = (issue: number | string, blocked_by: number | string) => ({ issue, blocked_by });
const ready = (issues: RankIssue[], deps: ReturnType<typeof dep>[] = []) =>
  rankIssues(issues, deps).ready.map((r) => r.number);

describe("what is ready", () => {
  it("is open, no pull request, not blocked and not held", () => {
    const issues = [
      issue(1),
      issue(2, { state: "closed" }),
      issue(3, { is_pull: true }),
      issue(4, { held_by: "the label held" }),
      issue(5),
    ];
    const ranking = rankIssues(issues, [dep(5, 1)]);
    expect(ranking.ready.map((r) => r.number)).toEqual([1]);
    expect(ranking.blocked).toMatchObject([{ number: 5, blocked_by: [1] }]);
    expect(ranking.findings).toEqual([
      { kind: "held", issues: [4], message: "#4 is held by the label held" },
    ]);
  });

  it("is no longer blocked by what is closed or merged", () => {
    const issues = [issue(1, { state: "closed" }), issue(2, { is_pull: true }), issue(3)];
    expect(ready(issues, [dep(3, 1), dep(3, 2)])).toEqual([3]);
  });

  it("is ordered by rank, then priority, then age, then number", () => {
    const issues = [
      issue(1, { created_at: 50 }),
      issue(2, { created_at: 10 }),
      issue(3, { created_at: 90, labels: ["priority/high"] }),
      issue(4, { created_at: 10 }),
      issue(5, { created_at: 99, labels: ["priority/low"] }),
      issue(6, { created_at: 99 }),
      issue(7),
    ];
    expect(ready(issues, [dep(7, 6)])).toEqual([6, 3, 2, 4, 1, 5]);
  });

  it("begins with what a person pinned", () => {
    expect(ready([issue(1), issue(2, { labels: ["adf/pinned"] }), issue(3)], [dep(3, 1)])).toEqual([2, 1]);
  });

  it("has a score that falls along the list and terms that explain it", () => {
    const labels = fc.subarray(["priority/critical", "priority/low", "adf/pinned", "bug"]);
    const issues = fc
      .array(fc.record({ labels, created_at: fc.integer({ min: 0, max: 9 }) }), {
        minLength: 1,
        maxLength: 30,
      })
      .map((all) => all.map((more, i) => issue(i + 1, more)));
    const edge = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(issues, fc.array(edge, { maxLength: 40 }), (all, edges) => {
        const deps = edges.filter(([a, b]) => a <= all.length && b <= all.length).map(([a, b]) => dep(a, b));
        const ranking = rankIssues(all, deps);
        const scores = ranking.ready.map((r) => r.score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        for (const { score, terms } of ranking.ready) {
          expect(score).toBeCloseTo(terms.pin * 1e6 + terms.rank + terms.priority / 1e7 + terms.age / 1e8, 8);
        }
        expect(ranking.ready.length + ranking.blocked.length).toBe(all.length);
        expect(rankIssues([...all].reverse(), [...deps].reverse())).toEqual(ranking);
      }),
    );
  });
});

describe("a finding", () => {
  it("names the issues of a cycle, and none of them is ready", () => {
    const ranking = rankIssues([issue(1), issue(2), issue(3), issue(4)], [dep(1, 2), dep(2, 3), dep(3, 1)]);
    expect(ranking.ready.map((r) => r.number)).toEqual([4]);
    expect(ranking.findings).toMatchObject([{ kind: "cycle", issues: [1, 2, 3] }]);
  });

  it("tells of an issue that blocks itself, which is ready all the same", () => {
    const ranking = rankIssues([issue(1)], [dep(1, 1)]);
    expect(ranking.ready.map((r) => r.number)).toEqual([1]);
    expect(ranking.findings).toMatchObject([{ kind: "self_dependency", issues: [1] }]);
  });

  it("tells of a blocker in another repository, which blocks and is ranked", () => {
    const ranking = rankIssues([issue(1)], [dep(1, "ours/lib#7"), dep(1, "ours/lib#7")]);
    expect(ranking.blocked).toMatchObject([{ number: 1, blocked_by: ["ours/lib#7"] }]);
    expect(ranking.findings).toMatchObject([{ kind: "unlisted_issue", issues: ["ours/lib#7"] }]);
    expect(ranking.ranks.get("ours/lib#7")).toBeGreaterThan(0.5);
  });
});

describe("labels", () => {
  it.each([
    [["priority/critical"], 3],
    [["Priority: High"], 2],
    [["priority/medium", "priority/low"], 1],
    [["bug"], 0],
    [["priority/urgent"], 0],
    [["priority/low"], -1],
  ])("%j have the priority %i", (labels, priority) => {
    expect(priorityOf(labels)).toBe(priority);
  });
  it("can hold an issue", () => {
    expect(holdingLabel(["bug", "needs-human"])).toBe("the label needs-human");
    expect(holdingLabel(["bug"])).toBeNull();
  });
});
