import { describe, expect, it } from "vitest";
import { Story } from "../../../src/local/bad-days/story.ts";

const heard = (...lines: Record<string, unknown>[]): Story => {
  const story = new Story();
  for (const line of lines) story.hear(JSON.stringify({ level: "info", project: "tides", ...line }));
  return story;
};
const back = { event: "review.failed", agent: "reviewer", issue: 7, reason: "1 finding" };
const stalled = { event: "job.failed", agent: "researcher", issue: 4, outcome: "stalled" };
const done = (issue: number) => ({ event: "item.done", issue, attempts: 2 });

describe("a bad day", () => {
  it("has happened when a record says so, and is over when the same issue is closed", () => {
    const story = heard(back, stalled, done(9));
    expect(story.day("reviewer")).toMatchObject({
      happened: "reviewer sent #7 back: 1 finding",
      ended: null,
    });
    expect(story.day("stall").ended).toBeNull();
    const later = heard(back, stalled, done(7), done(4));
    expect(later.day("reviewer").ended).toBe("#7 was closed with attempt 2");
    expect(later.day("stall").ended).toBe("#4 was closed with attempt 2");
  });

  it("of CI is told apart from a reviewer's, by the gate", () => {
    const story = heard({ event: "review.failed", gate: "ci", issue: 7, reason: "Failed: ci/tests." });
    expect(story.day("reviewer").happened).toBeNull();
    expect(story.day("ci")).toMatchObject({
      happened: "the tests of #7 failed at CI: Failed: ci/tests.",
      ended: null,
    });
  });

  it("of two changes that meet is told apart from a reviewer's, by what was found", () => {
    const reason = "Merge conflict with main: adf/8-w1 does not merge into main; conflicts in: src/paging.js";
    const story = heard(
      { event: "review.failed", gate: "reviewer", agent: "reviewer", issue: 8, reason },
      done(8),
    );
    expect(story.day("reviewer").happened).toBeNull();
    expect(story.day("crossing")).toMatchObject({
      happened: `#8 went back: ${reason}`,
      ended: "#8 was closed with attempt 2",
    });
  });

  it("of money is over when a person is asked, and no other question is one of money", () => {
    const parked = (reason: string) => ({ event: "item.parked", agent: "researcher", issue: 11, reason });
    expect(heard(parked("Which unit?")).day("spending").happened).toBeNull();
    expect(heard(parked("Its budget is used up.")).day("spending")).toEqual({
      name: "spending",
      happened: "researcher used up what #11 may cost",
      ended: "a person is asked: Its budget is used up.",
    });
  });

  it("did not happen because another job failed, an issue was closed, or a line is no record", () => {
    const story = heard({ ...stalled, outcome: "exit_code" }, done(4), { event: "tick" });
    expect(story.hear("workerd says hello")).toBeNull();
    expect(["reviewer", "stall", "spending"].map((n) => story.day(n as "stall").happened)).toEqual([
      null,
      null,
      null,
    ]);
  });
});
