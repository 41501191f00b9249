import { describe, expect, it } from "vitest";
import { adf } from "./adf.ts";

const INPUT = {
  issues: [
    { number: 1, state: "open", labels: ["priority/high"], created_at: "2026-01-01T00:00:00Z" },
    { number: 2, state: "open", labels: [{ name: "bug" }], created_at: "2026-01-02T00:00:00Z" },
    { number: 3, state: "closed", labels: [], created_at: "2026-01-03T00:00:00Z" },
    { number: 4, state: "open", labels: [], created_at: "2026-01-04T00:00:00Z" },
    { number: 5, state: "open", labels: [], created_at: "2026-01-05T00:00:00Z" },
    { number: 6, state: "open", labels: [], created_at: "2026-01-05T00:00:00Z", pull_request: {} },
  ],
  dependencies: [
    { issue: 2, blocked_by: 1 },
    { issue: 2, blocked_by: 3 },
    { issue: 4, blocked_by: 5 },
    { issue: 5, blocked_by: 4 },
  ],
};

describe("adf rank", () => {
  it("prints ready, blocked and findings and nothing else with --json", async () => {
    const { code, out, err } = await adf(["rank", "--json"], JSON.stringify(INPUT));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual(["ready", "blocked", "findings"]);
    expect(result.ready).toHaveLength(1);
    expect(result.ready[0]).toMatchObject({ number: 1, terms: { pin: 0, priority: 2, age: 1 } });
    expect(
      result.blocked.map((b: { number: number; blocked_by: number[] }) => [b.number, b.blocked_by]),
    ).toEqual([
      [4, [5]],
      [5, [4]],
      [2, [1]],
    ]);
    const sum = [...result.ready, ...result.blocked].reduce(
      (total: number, { rank }: { rank: number }) => total + rank,
      0,
    );
    expect(sum).toBeCloseTo(1, 9);
    expect(result.findings).toMatchObject([{ kind: "cycle", issues: [4, 5] }]);
  });

  it("prints tables for people", async () => {
    const { out } = await adf(["rank"], JSON.stringify(INPUT));
    expect(out).toMatch(/^Ready \(1\)$/m);
    expect(out).toMatch(/#1 .*high/);
    expect(out).toMatch(/#2 .*#1$/m);
    expect(out).toContain("cycle: #4, #5 wait for one another");
  });

  it("writes the picture to standard output alone with --graph -", async () => {
    const { code, out } = await adf(["rank", "--graph", "-"], JSON.stringify(INPUT));
    expect(code).toBe(0);
    expect(out).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it.each([
    [["--json", "--graph", "-"], "both want standard output"],
    [["--state", "nowhere"], "there is no factory in nowhere"],
  ])("refuses %j with status 2", async (args, said) => {
    const { code, out, err } = await adf(["rank", ...args], JSON.stringify(INPUT));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
  });

  it.each([
    ["", "standard input is empty"],
    ["{", "JSON"],
    ['{"issues":[{"number":0}]}', "issues[0].number"],
    ['{"issues":[{"number":1},{"number":1}]}', "issue #1 is listed twice"],
    ['{"issues":[{"number":1,"created_at":"soon"}]}', '"soon" is no date'],
    ["[]", "the input: expected object, found array"],
  ])("refuses %j with status 2 and says where", async (input, said) => {
    const { code, out, err } = await adf(["rank", "--json"], input);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
    expect(err).toContain("next:");
  });
});
