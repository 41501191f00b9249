/** The one transition table of jobs, and how long a failed attempt waits. */
import { describe, expect, it } from "vitest";
import { JobState, Outcome } from "../../../src/contract/job.ts";
import { backoffMs } from "../../../src/core/work/backoff.ts";
import { endState, type Job, LIVE, moveJob } from "../../../src/core/work/job.ts";
import { asked } from "../../support/core/road.ts";

const [queued] = [...asked().jobs.values()] as [Job];
const ALLOWED = [
  "queued → leased",
  "queued → cancelled",
  "leased → running",
  "leased → succeeded",
  "leased → failed",
  "leased → cancelled",
  "running → succeeded",
  "running → failed",
  "running → cancelled",
];

describe("a job", () => {
  const pairs = JobState.options.flatMap((from) => JobState.options.map((to) => [from, to] as const));

  it.each(pairs)("%s → %s is allowed, or an error that names both", (from, to) => {
    const move = () => moveJob({ ...queued, state: from }, to);
    if (ALLOWED.includes(`${from} → ${to}`)) expect(move().state).toBe(to);
    else expect(move).toThrow(`job ${queued.id} cannot go from ${from} to ${to}`);
  });

  it.each(Outcome.options)("that ends as %s is over", (outcome) => {
    expect(LIVE.has(endState(outcome))).toBe(false);
  });
});

describe("the wait before another attempt", () => {
  it("doubles from its base to its ceiling, and is none where nothing failed", () => {
    expect([0, 1, 2, 3, 6, 1_000].map((n) => backoffMs(n, 30, 900))).toEqual([
      0, 30_000, 60_000, 120_000, 900_000, 900_000,
    ]);
    const seeds = Array.from({ length: 200 }, (_, i) => `tides-${i}`);
    const spread = seeds.map((seed) => backoffMs(3, 30, 900, seed));
    expect(Math.min(...spread)).toBeGreaterThanOrEqual(96_000);
    expect(Math.max(...spread)).toBeLessThanOrEqual(120_000);
    expect(new Set(spread).size).toBeGreaterThan(150);
    expect(seeds.map((seed) => backoffMs(3, 30, 900, seed))).toEqual(spread);
  });
});
