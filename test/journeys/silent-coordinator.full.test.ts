/** A coordinator's model that says nothing, or not in time: the factory goes on by rank and shows why. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Planned, startPlanned } from "../support/journey/coordinator.ts";
import { until } from "../support/journey/journal.ts";
import { alive } from "../support/journey/processes.ts";

describe("a coordinator's model that is silent", () => {
  let planned: Planned;
  beforeAll(async () => {
    planned = await startPlanned(12);
  });
  afterAll(() => planned?.journey.close());

  it("leaves nothing, and the issue is done all the same", async () => {
    const { journey } = planned;
    const issue = await journey.file("");
    await planned.asked(1);
    planned.answer("");
    await journey.worker.seen("coordinator.refused", { outcome: "missing" });
    await journey.worker.seen("item.done", { issue });
    expect((await journey.settled()).coordinator).toMatchObject({
      asked: false,
      last: { outcome: "missing", sentence: "it left no plan" },
    });
  });

  it("is not waited for beyond its time, and its process ends", async () => {
    const { journey } = planned;
    const issue = await journey.file("");
    await planned.asked(2);
    const [, began] = journey.played({ event: "began", kind: "plan" });
    const pid = Number(began?.pid);
    expect(alive(pid)).toBe(true);
    const refused = await journey.worker.seen("coordinator.refused", { outcome: "late" });
    expect(refused.reason).toBe("there was no answer within 12 s");
    await journey.worker.seen("item.done", { issue });
    await until(() => !alive(pid), "the silent coordinator to be gone");
    expect(journey.worker.lines.filter((l) => l.level === "error")).toEqual([]);
  });
});
