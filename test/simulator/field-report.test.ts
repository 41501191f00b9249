/** The field report's 48 hours: two factories, faults of every kind, nobody who helps. */
import { describe, expect, it } from "vitest";
import { closable, done, fieldReport, REST_MINUTES } from "../support/simulator/field-report.ts";
import { World } from "../support/simulator/world.ts";

const SEEDS = process.env.ADF_FULL === "1" ? 100 : 1;

describe("two factories of four and five agents, left alone for 48 hours", () => {
  it(`close everything that can be closed without a person, with ${SEEDS} seeds`, {
    timeout: 1_800_000,
  }, () => {
    let issues = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const world = new World(fieldReport(seed));
      const figures = world.live(REST_MINUTES);
      const { closable: due, left } = closable(world);
      issues += due;
      expect(left, `seed ${seed}`).toEqual([]);
      // Gates judged and proved, both factories were watched, and each night what was merged was reviewed.
      const { watched, ...counts } = done(world);
      expect(watched).toBe(2);
      expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThan(0);
      expect(counts["compound.ended"]).toBeGreaterThanOrEqual(3);
      expect(figures.virtual_hours).toBeGreaterThan(44);
      expect(figures.virtual_hours).toBeLessThanOrEqual(48);
    }
    console.log(`${issues} issues could be closed in ${SEEDS} times 48 hours, and were`);
    expect(issues).toBeGreaterThan(SEEDS * 10);
  });
});
