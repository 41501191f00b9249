import { describe, expect, it } from "vitest";
import { unprovenConditions } from "../../../src/core/factory/unproven.ts";

const clis = [
  { id: "claude", why: "it ran a command that the guard refuses. Fix: install the version before" },
];

describe("an agent CLI whose guard did not answer", () => {
  it("is told of while its runner is there, by runner and CLI, with why and what to do", () => {
    const [told, ...more] = unprovenConditions("attic", clis, 1_000, 2_000);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ key: "canary:attic/claude", level: "critical" });
    expect(told?.title).toBe("claude takes no jobs on the runner attic: its guard did not answer");
    expect(told?.body).toContain("Fix: install the version before");
  });

  it("is not told of a runner that was not heard for an hour", () => {
    expect(unprovenConditions("attic", clis, 0, 3_600_001)).toEqual([]);
  });
});
