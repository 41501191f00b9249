import { describe, expect, it } from "vitest";
import { expectEachOnce, weather } from "../../support/quickwit/storm.ts";

describe("records on their way to a log store that fails, drops, duplicates and times out", () => {
  it.each([1, 2, 3])("are each there once when it is over, of 700, seed %i", (seed) => {
    expectEachOnce(weather({ records: 700, seed, batch_records: 40 }), 700);
  });

  it("cost a store that is down a bounded number of requests, and nothing is lost", () => {
    const calm = weather({ records: 300, seed: 4, weather: { busy: 1 } });
    expectEachOnce(calm, 300);
    // Two hours of one answer: at most one try for each time the gate opens, which is every five minutes in the end.
    const refused = calm.quickwit.calls.filter((c) => c.path.includes("/ingest")).length;
    expect(refused).toBeLessThan(50);
  });

  it("that no index takes are set aside with its reason, and hold nobody up", () => {
    const calm = weather({ records: 200, seed: 5, weather: {}, poison: (seq) => seq === 77 || seq === 120 });
    const dead = [...calm.outbox.repairs.values()];
    expect(dead.map((r) => [r.seq, r.state])).toEqual([
      [77, "dead"],
      [120, "dead"],
    ]);
    expect(dead[0]?.reason).toContain("could not be parsed");
    expect(calm.quickwit.numbers("adf-logs", "tides").size).toBe(198);
  });

  it("are not sent twice because their acknowledgement was lost", () => {
    const calm = weather({ records: 300, seed: 6, weather: { lost: 1 } });
    expectEachOnce(calm, 300);
    expect(calm.quickwit.calls.some((c) => c.path.includes("delete-tasks"))).toBe(false);
  });
});
