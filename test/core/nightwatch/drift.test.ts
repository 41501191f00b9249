/** Drift and levels: every level can be reached, chance is no drift, and an agent is measured by its own past. */

import { describe, expect, it } from "vitest";
import { Nightwatch } from "../../../src/contract/config/watch.ts";
import type { Outcome } from "../../../src/contract/job.ts";
import { atLeast, driftOf } from "../../../src/core/nightwatch/drift.ts";
import { levelOf, STEPS, stepFor } from "../../../src/core/nightwatch/level.ts";
import { type Sample, sampleOf } from "../../../src/core/nightwatch/sample.ts";
import { endedJob } from "../../support/core/ended-job.ts";
import fc from "../../support/fast-check.ts";

const THRESHOLDS = Nightwatch.parse({});
const samples = (outcomes: readonly Outcome[], over = {}): Sample[] =>
  outcomes.flatMap((outcome, n) => sampleOf(endedJob({ id: `t-${n}`, outcome, ...over })) ?? []);
const times = <T>(n: number, it: T): T[] => Array.from({ length: n }, () => it);
const level = (recent: readonly Sample[], past: readonly Sample[] = []) =>
  levelOf(driftOf(recent, past).drift, THRESHOLDS);

describe("drift", () => {
  it("reaches each level by what an agent does, with the default thresholds", () => {
    expect(level(samples(times(12, "success")))).toBeNull();
    expect(level(samples(times(12, "success"), { denials: 9 }))).toBe("minor");
    expect(level(samples(times(12, "no_change")))).toBe("moderate");
    expect(level(samples(times(5, "exit_code")))).toBe("severe");
    expect(level(samples(times(12, "exit_code")))).toBe("critical");
    expect(level(samples(times(12, "stalled")))).toBe("critical");
  });

  it("does not take two bad jobs of twelve for a drift, nor what the machine, the network or a person ended", () => {
    expect(level(samples([...times(2, "exit_code" as const), ...times(10, "success" as const)]))).toBeNull();
    for (const outcome of [
      "lease_expired",
      "infra",
      "spawn_failed",
      "rate_limited",
      "cancelled",
      "superseded",
    ] as const)
      expect(samples([outcome])).toEqual([]);
  });

  it("measures an agent by its own past: what fails often is excused a little, and never wholly", () => {
    const recent = samples([...times(6, "exit_code" as const), ...times(6, "success" as const)]);
    const used = samples([...times(8, "exit_code" as const), ...times(12, "success" as const)]);
    expect(level(recent)).toBe("minor");
    expect(level(recent, used)).toBeNull();
    expect(level(samples(times(12, "exit_code")), samples(times(30, "exit_code")))).toBe("severe");
  });

  it("finds cost and time that are many times the usual of the same kind of job", () => {
    const cheap = samples(times(20, "success"), { spent: 0.5, seconds: 100 });
    const dear = driftOf(samples(times(6, "success"), { spent: 3, seconds: 600 }), cheap);
    expect(dear.signs.map((s) => s.sign)).toEqual(["cost", "slow"]);
    expect(levelOf(dear.drift, THRESHOLDS)).toBe("moderate");
    expect(driftOf(samples(times(6, "success"), { spent: 0.9, seconds: 190 }), cheap).drift).toBe(0);
    const reviews = samples(times(6, "success"), { spent: 3, kind: "review" });
    expect(driftOf(reviews, cheap).drift).toBe(0);
  });

  it("lies between 0 and 1, grows with each further failure, and never shows more than was seen", () => {
    const count = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(count, count, (bad, good) => {
        fc.pre(bad + good > 0);
        const sure = atLeast(bad, bad + good);
        expect(sure).toBeGreaterThanOrEqual(0);
        expect(sure).toBeLessThanOrEqual(bad / (bad + good));
        const drift = (n: number) =>
          driftOf(samples([...times(n, "stalled" as const), ...times(good, "success" as const)]), []).drift;
        expect(drift(bad + 1)).toBeGreaterThanOrEqual(drift(bad) - 1e-12);
        expect(drift(bad + 1)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("the correction", () => {
  it("follows the level, and gets harder where the last one did not help", () => {
    expect((["minor", "moderate", "severe", "critical"] as const).map((l) => stepFor(l, null))).toEqual(
      STEPS,
    );
    expect(stepFor("moderate", "fresh")).toBe("paused");
    expect(stepFor("moderate", "paused")).toBe("escalated");
    expect(stepFor("moderate", "escalated")).toBe("escalated");
    expect(stepFor("critical", "fresh")).toBe("escalated");
    expect(stepFor("minor", "paused")).toBe("noted");
  });
});
