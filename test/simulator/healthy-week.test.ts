/** Nightwatch over a week as it should be: nobody is told of anything, and what went by is seen not to be nothing. */
import { describe, expect, it } from "vitest";
import type { Carrier } from "../support/simulator/carrier.ts";
import { healthyWeek, type Lived } from "../support/simulator/healthy-week.ts";

const FULL = process.env.ADF_FULL === "1";
const DAYS = FULL ? 7 : 1;
const HOURS = FULL ? (["always", "schedule"] as const) : (["always"] as const);
const LIVES = (FULL ? [1, 2] : [1]).flatMap((seed) => HOURS.map((hours) => ({ seed, hours })));

/** What a person or an agent would have noticed of nightwatch. */
const alarms = ({ world }: Lived): string[] =>
  world.brains.flatMap(({ project }) =>
    project.journal
      .filter(
        ({ event }) => event === "alert.raised" || /^nightwatch\.(fresh_start|paused|escalated)$/.test(event),
      )
      .map(({ event, agent, reason }) => `${event} ${agent ?? ""} ${reason}`),
  );

/** Documents that were handed to the store, again and again ones too. */
const handedOver = ({ quickwit }: Carrier): number =>
  quickwit.calls
    .filter((call) => call.path.includes("/ingest"))
    .reduce((sum, { body }) => sum + (body ?? "").split("\n").filter((line) => line !== "").length, 0);

describe(FULL ? "a healthy week" : "a healthy day", () => {
  it.each(LIVES)(
    "raises no alarm in a project that works by itself: $hours, seed $seed",
    { timeout: 600_000 },
    ({ seed, hours }) => {
      const lived = healthyWeek(seed, hours, DAYS);
      expect(alarms(lived)).toEqual([]);
      // Days in which nothing happened would raise none either.
      expect(lived.done).toBeGreaterThan(4 * DAYS);
      for (const carrier of lived.carriers) {
        expect(carrier.written).toBeGreaterThan(150 * DAYS);
        expect(carrier.outbox.shipping.sent).toBeGreaterThan(carrier.written - 100);
        expect(handedOver(carrier)).toBeGreaterThan(carrier.written);
      }
      console.log(
        `${DAYS} days, ${lived.jobs} jobs, ${lived.done} issues done, ${lived.carriers[0]?.written} records, no alarm`,
      );
    },
  );
});
