import { describe, expect, it } from "vitest";
import { firingsBetween, MAX_MISSED, nextFiring } from "../../../src/core/scheduling/firing.ts";
import fc from "../../support/fast-check.ts";

const NIGHT = "0 1-9 * * *";
const ms = (iso: string) => Date.parse(iso);
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const walk = (expression: string, zone: string, from: string, count: number) => {
  const seen: (string | null)[] = [];
  let at: number | null = ms(from);
  for (let i = 0; i < count && at !== null; i++) {
    at = nextFiring(expression, zone, at);
    seen.push(iso(at));
  }
  return seen;
};

describe("what is due", () => {
  it("is the firing on the very minute, once", () => {
    const at = ms("2026-03-02T01:00:00Z");
    expect(firingsBetween(NIGHT, "UTC", at - 1, at)).toEqual({ due: true, scheduled_ms: at, missed: 0 });
    expect(firingsBetween(NIGHT, "UTC", at, at + 59_999)).toEqual({ due: false });
    expect(firingsBetween(NIGHT, "UTC", at - 60_000, at - 1)).toEqual({ due: false });
  });

  it("is the latest of those that were missed, with how many it stands for", () => {
    expect(firingsBetween(NIGHT, "UTC", ms("2026-03-02T00:00Z"), ms("2026-03-02T12:00Z"))).toEqual({
      due: true,
      scheduled_ms: ms("2026-03-02T09:00Z"),
      missed: 8,
    });
  });

  it("is one firing after years of sleep", () => {
    expect(firingsBetween(NIGHT, "UTC", 0, ms("2026-03-02T12:00Z"))).toMatchObject({
      due: true,
      missed: MAX_MISSED,
    });
  });

  it("is nothing when the clock went back", () => {
    expect(firingsBetween(NIGHT, "UTC", ms("2026-03-02T12:00Z"), ms("2026-03-01T12:00Z"))).toEqual({
      due: false,
    });
  });

  it("is the same however often it is asked: no firing lost, none twice", () => {
    const zone = fc.constantFrom(
      "UTC",
      "Europe/London",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kolkata",
      "Africa/Cairo",
    );
    const expression = fc.constantFrom(
      NIGHT,
      "30 1 * * *",
      "30 2 * * *",
      "*/20 * * * *",
      "0 0 * * 1-5",
      "15 1,2,3 * * *",
    );
    // Days on which at least one of the zones changes its clock.
    const start = fc.constantFrom(
      "2026-03-07T20:00Z",
      "2026-03-28T20:00Z",
      "2026-04-04T10:00Z",
      "2026-10-24T20:00Z",
      "2026-10-31T23:00Z",
      "2026-06-01T00:00Z",
    );
    fc.assert(
      fc.property(
        zone,
        expression,
        start,
        fc.array(fc.integer({ min: 1, max: 7_200_000 }), { maxLength: 30 }),
        (tz, cron, day, steps) => {
          const begin = ms(day);
          let cursor = begin;
          let now = begin;
          let seen = 0;
          for (const step of steps) {
            now += step;
            const firing = firingsBetween(cron, tz, cursor, now);
            if (!firing.due) continue;
            expect(firing.scheduled_ms).toBeGreaterThan(cursor);
            expect(firing.scheduled_ms).toBeLessThanOrEqual(now);
            cursor = firing.scheduled_ms;
            seen += 1 + firing.missed;
          }
          let expected = 0;
          for (let at = nextFiring(cron, tz, begin); at !== null && at <= now; at = nextFiring(cron, tz, at))
            expected++;
          expect(seen).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("daylight saving", () => {
  it("runs the repeated hour of the night schedule once", () => {
    expect(walk(NIGHT, "Europe/London", "2026-10-24T22:30Z", 3)).toEqual([
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T02:00:00.000Z",
      "2026-10-25T03:00:00.000Z",
    ]);
  });
  it("runs a skipped hour at the next moment there is", () => {
    expect(walk("30 2 * * *", "America/New_York", "2026-03-08T05:00Z", 2)).toEqual([
      "2026-03-08T07:00:00.000Z",
      "2026-03-09T06:30:00.000Z",
    ]);
  });
  it("keeps a wildcard running through the repeated hour", () => {
    expect(walk("*/30 * * * *", "Europe/London", "2026-10-25T00:00Z", 4)).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ]);
  });
  it("does not skip a day where the clock moves by half an hour", () => {
    expect(walk("0 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", 3)).toHaveLength(3);
  });
});

it("says when there is no next firing", () => {
  expect(nextFiring("0 0 30 2 *", "UTC", 0)).toBeNull();
});
