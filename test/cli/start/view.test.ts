import { describe, expect, it } from "vitest";
import { lineFor, TAKEN_AWAY } from "../../../src/cli/start/view.ts";

const said = (event: string, fields: Readonly<Record<string, unknown>>) =>
  lineFor(JSON.stringify({ event, level: "info", issue: 7, pull_request: 24, ...fields }), "22:34:53");

describe("a line of npm start", () => {
  it("tells what a gate found before the merge from what it found after", () => {
    expect(said("review.passed", { gate: "ci" })).toBe(
      "22:34:53  #7   approved   ci passed pull request #24",
    );
    expect(said("review.passed", { gate: "ci", after_merge: true })).toBe(
      "22:34:53  #7   proved     ci passed the target branch with it",
    );
    expect(said("review.failed", { gate: "ci", reason: "Failed: ci/tests.", after_merge: true })).toBe(
      "22:34:53  #7   red        ci on the target branch with it: Failed: ci/tests.",
    );
  });

  it("opens a pull request once", () => {
    expect(said("pull.opened", {})).toContain("opened     pull request #24");
    expect(said("pull.opened", { again: true })).toContain("updated    pull request #24");
  });

  it("tells of a conflict where the change is sent back, and not twice", () => {
    const failed = { agent: "reviewer", kind: "review", seconds: 0, reason: "it does not merge" };
    expect(said("job.failed", { ...failed, outcome: "merge_conflict" })).toBeNull();
    expect(said("job.failed", { ...failed, outcome: "exit_code", seconds: 1.25 })).toBe(
      "22:34:53  #7   failed     reviewer's review: exit code after 1.3 s. it does not merge",
    );
  });

  it("tells calmly that a runner stopped a cancelled job, and of any other report that came too late", () => {
    const refused = (reason: string) =>
      said("report.refused", { job: "harbour-3", issue: undefined, reason: reason });
    expect(refused(TAKEN_AWAY)).toBe(
      "22:34:53       stopped    the runner has ended harbour-3, which was taken from it",
    );
    expect(refused("The job had already ended: lease_expired.")).toContain("late       a report was refused");
  });
});
