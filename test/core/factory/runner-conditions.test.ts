import { describe, expect, it } from "vitest";
import { type RunnerSaid, runnerConditions } from "../../../src/core/factory/runner-conditions.ts";
import { machine } from "../../cli/doctor/facts.ts";

const clis = [
  { id: "claude", why: "it ran a command that the guard refuses. Fix: install the version before" },
];

const said = (change: Partial<RunnerSaid>): RunnerSaid => ({
  name: "attic",
  seen: 1_000,
  unproven: [],
  machine: machine(),
  ...change,
});

describe("a runner whose machine cannot do a job", () => {
  const full = { disk: { fact: "only 9 MB are free", fix: "free some" } };

  it("is told of by runner and fact, with what mends it; one that is well is not", () => {
    expect(runnerConditions(said({}), 2_000)).toEqual([]);
    const [told, ...more] = runnerConditions(said({ machine: machine(full) }), 2_000);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ key: "machine:attic/disk", title: "The runner attic takes no jobs: disk" });
    expect(told?.body).toContain("only 9 MB are free. Fix: free some.");
  });

  it("is not told of twice where its only agent CLI did not answer", () => {
    const none = { clis: { fact: "no agent CLI here may work", fix: "install it" } };
    const told = runnerConditions(said({ unproven: clis, machine: machine(none) }), 2_000);
    expect(told.map(({ key }) => key)).toEqual(["canary:attic/claude"]);
  });
});

describe("an agent CLI whose guard did not answer", () => {
  it("is told of while its runner is there, by runner and CLI, with why and what to do", () => {
    const [told, ...more] = runnerConditions(said({ unproven: clis }), 2_000);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ key: "canary:attic/claude", level: "critical" });
    expect(told?.title).toBe("claude takes no jobs on the runner attic: its guard did not answer");
    expect(told?.body).toContain("Fix: install the version before");
  });

  it("is not told of a runner that was not heard for an hour", () => {
    expect(runnerConditions(said({ seen: 0, unproven: clis }), 3_600_001)).toEqual([]);
  });
});
