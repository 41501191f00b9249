import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProjectView } from "../../src/contract/state.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";
import { alive } from "../support/journey/processes.ts";

/** What an agent does in its first attempt, and how that ending is called. */
const PLAYS = [
  ["exits-3", "exit_code", /exited with 3: .*out of coffee/s],
  ["malformed-outputs", "malformed_outputs", /JSON|outputs/],
  ["prints-50-mb", "output_limit", /more than 10000000 bytes/],
  ["daemonises", "no_change", /without a change/],
  ["never-speaks", "stalled", /nothing for 3 s/],
  ["ignores-sigterm", "stalled", /nothing for 3 s/],
] as const;

describe("agents that behave badly", () => {
  let journey: Journey;
  let project: ProjectView;

  beforeAll(async () => {
    journey = await startJourney({
      issues: PLAYS.map(([play]) => issue(play, play)),
      capacity: 3,
      limits: { stall_secs: 3, grace_secs: 0.5, backoff_secs: 0.5, backoff_max_secs: 0.5 },
    });
    project = await journey.settled(120);
  }, 130_000);
  afterAll(() => journey?.close());

  it.each(PLAYS.map(([play, outcome, detail], i) => ({ play, outcome, detail, number: i + 1 })))(
    "one that $play ends as $outcome with its evidence, and the next attempt goes on to the merge",
    ({ number, outcome, detail }) => {
      const item = project.work_items.find((i) => i.issue === number);
      expect(item?.jobs[0]).toMatchObject({ kind: "change", outcome, attempt: 1 });
      expect(item?.jobs[0]?.detail).toMatch(detail);
      expect(item).toMatchObject({ phase: "done", attempts: 2 });
    },
  );

  it("leave no process behind, not even one that left its group and its folder", () => {
    const pids = journey.played().flatMap((l) => (typeof l.pid === "number" ? [l.pid] : []));
    expect(journey.played({ event: "daemon" })).toHaveLength(1);
    expect(pids.length).toBeGreaterThan(12);
    expect(pids.filter(alive)).toEqual([]);
  });
});
