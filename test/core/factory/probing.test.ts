/** What probes may cost: set aside while they are out, settled once, and bounded whatever happens. */
import { describe, expect, it } from "vitest";
import { TroubleKind, Usage } from "../../../src/contract/agent-run.ts";
import { probesToday } from "../../../src/core/factory/probe-due.ts";
import { PROBE_SECS } from "../../../src/core/factory/probing.ts";
import {
  factory,
  failed,
  gpt,
  haiku,
  MIN_MS,
  repair,
  report,
  sonnet,
} from "../../support/core/probed-factory.ts";
import { configWith, START } from "../../support/core/scene.ts";
import fc from "../../support/fast-check.ts";

describe("the money of a probe", () => {
  const capped = configWith({ budget: { day_usd: 0.25, probe_usd: 0.1 } });

  it("is set aside while it is out, and what it cost takes its place", () => {
    const f = factory([sonnet], capped);
    const out = f.send(START);
    expect(probesToday(f.shared, START)).toMatchObject({ attempts: 1, reserved_usd: 0.1, usd: 0 });
    expect(f.shared.tallies["factory@2026-01-05"]).toMatchObject({ reserved_usd: 0.1 });
    f.end(out?.id ?? "", report(), START + 2_000);
    const spent = (1_000 * 3 + 4 * 15) / 1e6;
    expect(probesToday(f.shared, START).usd).toBeCloseTo(spent, 9);
    expect(f.shared.tallies["factory@2026-01-05"]).toMatchObject({ reserved_usd: 0 });
    expect(f.shared.tallies["provider:anthropic@2026-01-05"]?.usd).toBeCloseTo(spent, 9);
  });

  it("counts against the caps of the factory and of the provider before anybody is asked", () => {
    const f = factory([sonnet, haiku, gpt], capped);
    expect([f.send(START), f.send(START), f.send(START)].map((out) => out?.way.model)).toEqual([
      "sonnet",
      "haiku",
      undefined,
    ]);
    const provider = configWith({ providers: [{ id: "anthropic", day_usd: 0.05 }] });
    const g = factory([sonnet, gpt], provider);
    expect(g.send(START)?.way).toEqual(gpt);
  });

  it("is nothing on a way that costs nothing, or where nobody was asked", () => {
    const f = factory([repair, sonnet], capped);
    f.probe(report({ result: "handshake", model: null }), START);
    f.probe(report({ result: "not_run", model: null, usage: Usage.parse({ seconds: 50 }) }), START);
    expect(probesToday(f.shared, START)).toMatchObject({ attempts: 2, usd: 0, reserved_usd: 0 });
  });

  it("is kept whole when the runner never comes back, and its way may then be asked again", () => {
    const f = factory();
    const out = f.send(START);
    f.tick(START + PROBE_SECS * 1000);
    expect(f.send(START + PROBE_SECS * 1000)).toBeNull();
    f.tick(START + 10 * MIN_MS);
    expect(probesToday(f.shared, START)).toMatchObject({ attempts: 1, reserved_usd: 0 });
    expect(probesToday(f.shared, START).usd).toBeGreaterThanOrEqual(0.1);
    expect(f.end(out?.id ?? "", report(), START + 10 * MIN_MS)).toBeNull();
    expect(f.due(START + 10 * MIN_MS)).toEqual(sonnet);
  });

  it("is settled once, by the runner that has the probe", () => {
    const f = factory();
    const out = f.send(START);
    expect(f.end(out?.id ?? "", report(), START, "r-2")).toBeNull();
    expect(f.end(out?.id ?? "", report(), START)).not.toBeNull();
    expect(f.end(out?.id ?? "", report(), START)).toBeNull();
    expect(probesToday(f.shared, START).attempts).toBe(1);
  });
});

describe("whatever happens", () => {
  const steps = fc.array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 600 }),
      what: fc.constantFrom("send", "end", "ask", "tick", "lose"),
      kind: fc.constantFrom(null, ...TroubleKind.options),
    }),
    { maxLength: 60 },
  );

  it("no money stays set aside for a probe that is not out, and no day has more than its number", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const c = configWith({ routing: { probes_per_day: 5 }, budget: { day_usd: 3 } });
        const f = factory([sonnet, haiku, gpt, repair], c);
        let now = START;
        for (const { minutes, what, kind } of all) {
          now += minutes * MIN_MS;
          const [first] = Object.values(f.shared.probing.out);
          if (what === "send") f.send(now);
          if (what === "ask") f.ask(now);
          if (what === "tick") f.tick(now);
          if (what === "end" && first !== undefined)
            f.end(first.id, kind === null ? report() : failed(kind), now);
          const out = Object.keys(f.shared.probing.out);
          expect(Object.keys(f.shared.reserved).sort()).toEqual(out.sort());
          for (const [key, tally] of Object.entries(f.shared.tallies))
            if (key.startsWith("probes@")) expect(tally.attempts).toBeLessThanOrEqual(5);
        }
        f.tick(now + 60 * MIN_MS);
        const held = Object.values(f.shared.tallies).reduce((usd, t) => usd + t.reserved_usd, 0);
        expect(held).toBe(0);
        const trials = Object.values(f.shared.health).map((h) => h.trial);
        expect(trials.filter((trial) => trial !== null)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
