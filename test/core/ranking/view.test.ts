import { describe, expect, it } from "vitest";
import { MAX_CLOSED, type NamedIssue, viewRanking } from "../../../src/core/ranking/view.ts";

const issue = (number: number, more: Partial<NamedIssue> = {}): NamedIssue => ({
  number,
  title: `Issue ${number}`,
  state: "open",
  is_pull: false,
  labels: [],
  created_at: number,
  held_by: null,
  worked_by: null,
  ...more,
});
const dep = (issue: number | string, blocked_by: number | string) => ({ issue, blocked_by });

describe("the graph behind a ranking", () => {
  it("gives each issue one standing, and by whom", () => {
    const { nodes } = viewRanking(
      [
        issue(1),
        issue(2),
        issue(3, { held_by: "the label held" }),
        issue(4, { held_by: "developer, whose work it is", worked_by: "developer" }),
        issue(5, { state: "closed" }),
        issue(6, { state: "closed" }),
        issue(7, { is_pull: true }),
      ],
      [dep(2, 1), dep(1, 5), dep(2, "other/repo#9"), dep(2, 7)],
    );
    expect(nodes.map(({ ref, standing, by }) => [ref, standing, by])).toEqual([
      [1, "ready", null],
      [2, "blocked", null],
      [3, "held", "the label held"],
      [4, "working", "developer"],
      [5, "done", null],
      ["other/repo#9", "elsewhere", null],
    ]);
    expect(nodes.filter(({ rank }) => rank === null).map(({ ref }) => ref)).toEqual([5]);
  });

  it("has each edge once, none from an issue to itself, and keeps those whose ends are done", () => {
    const { edges } = viewRanking(
      [issue(1), issue(2, { state: "closed" }), issue(3)],
      [dep(1, 2), dep(1, 2), dep(3, 3), dep(3, 1)],
    );
    expect(edges).toEqual([dep(1, 2), dep(3, 1)]);
  });

  it("gives of many closed issues the newest, and says how many it did not", () => {
    const many = Array.from({ length: MAX_CLOSED + 3 }, (_, i) => issue(i + 2, { state: "closed" }));
    const view = viewRanking(
      [issue(1), ...many],
      many.map(({ number }) => dep(1, number)),
    );
    expect(view.left_out).toBe(3);
    expect(view.nodes.map(({ ref }) => ref).slice(0, 2)).toEqual([1, 5]);
    expect(view.edges).toHaveLength(MAX_CLOSED);
  });
});
