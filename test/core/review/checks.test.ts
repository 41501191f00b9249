/** What commit statuses of others come to, and that the factory's own are none of them. */
import { describe, expect, it } from "vitest";
import { type Check, judgeChecks } from "../../../src/core/review/checks.ts";

const check = (context: string, state: Check["state"], over: Partial<Check> = {}): Check => ({
  context,
  state,
  description: "",
  target_url: "",
  ...over,
});
const judge = (checks: readonly Check[], contexts: readonly string[] = []) =>
  judgeChecks(checks, { own: "gate/adf", contexts });

describe("the checks of a commit", () => {
  it.each([
    ["none are waited for", [], "pending"],
    ["one that runs is waited for", [check("a", "success"), check("b", "pending")], "pending"],
    [
      "one that failed waits for the others: they are told together",
      [check("a", "failure"), check("b", "pending")],
      "pending",
    ],
    ["all that passed are green", [check("a", "success"), check("b", "success")], "green"],
    [
      "what was skipped, or only warns, stops nothing",
      [check("a", "skipped"), check("b", "warning")],
      "green",
    ],
    ["one that failed is red", [check("a", "success"), check("b", "failure")], "red"],
    ["one that broke is red", [check("a", "error")], "red"],
  ] as const)("%s", (_, checks, state) => expect(judge(checks).state).toBe(state));

  it("do not count what the factory says itself, in either spelling", () => {
    expect(
      judge([check("adf/review", "success"), check("adf/ci", "failure"), check("gate/adf", "success")]).state,
    ).toBe("pending");
    expect(judge([check("adf/review", "failure"), check("ci", "success")]).state).toBe("green");
  });

  it("are those that were named, where some were", () => {
    const all = [check("ci/test", "success"), check("nightly", "failure")];
    expect(judge(all, ["ci/test"]).state).toBe("green");
    expect(judge(all, ["ci/test", "ci/lint"])).toMatchObject({
      state: "pending",
      summary: "Waiting for ci/lint.",
    });
  });

  it("that failed are findings with what was said, where it stands, and the end of the log", () => {
    const text = `${"noise\n".repeat(2_000)}not ok 3 - adds`;
    const { findings } = judge([
      check("ci/test", "failure", {
        description: "2 failed",
        target_url: "http://ci/7",
        log: { text, failed_at: null, step: null },
      }),
      check("ci/lint", "failure", { log: { unread: "the forge does not give it out." } }),
      check("ci/docs", "failure"),
    ]);
    expect(findings.map((f) => f.severity)).toEqual(["major", "major", "major"]);
    expect(findings[0]?.message).toMatch(
      /^Check ci\/test failed: 2 failed \(http:\/\/ci\/7\)\. The end of its log:\n```text\n…noise\n/,
    );
    expect(findings[0]?.message).toMatch(/not ok 3 - adds\n```$/);
    expect(findings[0]?.message.length).toBeLessThanOrEqual(4_000);
    expect(findings[1]?.message).toBe(
      "Check ci/lint failed. Its log is not here: the forge does not give it out.",
    );
    expect(findings[2]?.message).toBe("Check ci/docs failed.");
  });

  it("are findings of bounded length, whatever they say of themselves", () => {
    const long = "`x\n".repeat(5_000);
    const log = { text: long, failed_at: null, step: long };
    const [finding] = judge([check("ci", "failure", { description: long, target_url: long, log })]).findings;
    expect(finding?.message.length).toBeLessThanOrEqual(4_000);
    expect(finding?.message).toMatch(/\n```$/);
  });
});
