/** The one door, the breaker and the backoff gate. */

import { describe, expect, it } from "vitest";
import type { Stop } from "../../../src/core/control/stop.ts";
import { OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import { afterFailure, afterSuccess, OPEN_GATE } from "../../../src/core/policy/backoff-gate.ts";
import {
  type Breaker,
  breakerOpensAt,
  breakerState,
  CLOSED,
  onDispatch,
  onEnding,
  onStopped,
} from "../../../src/core/policy/breaker.ts";
import { canDispatch, type DispatchQuestion, type Refused } from "../../../src/core/policy/can-dispatch.ts";
import { isTrusted } from "../../../src/core/policy/trust.ts";
import { asked, only } from "../../support/core/road.ts";
import { contextWith, OWNER } from "../../support/core/scene.ts";
import fc from "../../support/fast-check.ts";

const limits = { breaker_failures: 3, breaker_window_secs: 60, breaker_half_open_secs: 10 };
const failing = (at: readonly number[]): Breaker =>
  at.reduce((b, now) => onEnding(b, true, limits, now), CLOSED);

const stopped = (scope: Stop["scope"], verb: Stop["verb"]): Stop => ({
  scope,
  name: scope === "agent" ? "developer" : "",
  verb,
  by: "ada",
  why: "",
  since: 0,
});

describe("the door that every dispatch passes", () => {
  const { config, project, agents } = contextWith();
  const agent = agents[0];
  if (agent === undefined) throw new Error("the configuration has agents");
  const open: DispatchQuestion = {
    factory_enabled: true,
    project,
    stops: [],
    runner: "r-1",
    agent,
    item: only(asked()),
    slots_taken: 0,
    max_hops: config.mentions.max_hops,
    breaker: CLOSED,
    breaker_limits: limits,
    grant: OPEN_GRANT,
    quarantined: false,
    lacks_layer: false,
    caps: () => [],
    reserve_usd: () => 0,
    now: 0,
  };

  it("is open when nothing speaks against it", () => {
    expect(canDispatch(open)).toBeNull();
  });

  it.each<[Refused, Partial<DispatchQuestion>]>([
    ["factory_disabled", { factory_enabled: false }],
    ["project_disabled", { project: { ...project, enabled: false } }],
    ["paused", { stops: [stopped("project", "pause")] }],
    ["draining", { stops: [stopped("agent", "drain")] }],
    ["agent_unknown", { agent: undefined }],
    ["agent_disabled", { agent: { ...agent, enabled: false } }],
    ["agent_busy", { slots_taken: 1 }],
    ["hop_budget", { item: { ...open.item, hop: 4 } }],
    ["agent_quarantined", { quarantined: true }],
    ["factory_breaker_open", { grant: { ...OPEN_GRANT, breaker_lets: false } }],
    ["start_rate", { grant: { ...OPEN_GRANT, starts_left: 0 } }],
    ["layer_missing", { lacks_layer: true }],
    ["no_route", { reserve_usd: () => null }],
    ["factory_budget", { grant: { ...OPEN_GRANT, usd_left: 0.5 }, reserve_usd: () => 1 }],
    ["breaker_open", { breaker: failing([0, 0, 0]) }],
  ])("is shut by %s", (reason, over) => {
    expect(canDispatch({ ...open, ...over })).toBe(reason);
  });
});

describe("the breaker", () => {
  it("opens at the last of the failures that fit in its window, and not before", () => {
    expect(breakerState(failing([0, 1]), limits, 1)).toBe("closed");
    expect(breakerState(failing([0, 1, 2]), limits, 2)).toBe("open");
    expect(breakerState(failing([0, 1, 60_002]), limits, 60_002)).toBe("closed");
  });

  it("is half open after its pause, and lets one trial out", () => {
    const open = failing([0, 1, 2]);
    expect(breakerOpensAt(open, limits, 5)).toBe(10_002);
    expect(breakerState(open, limits, 10_001)).toBe("open");
    expect(breakerState(open, limits, 10_002)).toBe("half_open");
    expect(breakerState(onDispatch(open, limits, 10_002), limits, 10_002)).toBe("open");
  });

  it("closes when the trial succeeds, and waits again when it fails", () => {
    const trial = onDispatch(failing([0, 1, 2]), limits, 10_002);
    expect(onEnding(trial, false, limits, 11_000)).toEqual(CLOSED);
    const again = onEnding(trial, true, limits, 11_000);
    expect(breakerState(again, limits, 20_999)).toBe("open");
    expect(breakerState(again, limits, 21_000)).toBe("half_open");
  });

  it("recovers from every history: some time after the last ending a job may go out", () => {
    const act = fc.tuple(fc.constantFrom("dispatch", "fail", "succeed", "stop"), fc.nat({ max: 12_000 }));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const limits = { breaker_failures: 1, breaker_window_secs: 60, breaker_half_open_secs: 10 };
        let breaker = CLOSED;
        let now = 0;
        let out = 0;
        for (const [what, ms] of acts) {
          now += ms;
          if (what === "dispatch" && breakerState(breaker, limits, now) !== "open") {
            breaker = onDispatch(breaker, limits, now);
            out += 1;
          } else if (what !== "dispatch" && out > 0) {
            breaker = what === "stop" ? onStopped(breaker) : onEnding(breaker, what === "fail", limits, now);
            out -= 1;
          }
        }
        for (; out > 0; out--) breaker = onStopped(breaker);
        expect(breakerState(breaker, limits, now + 10_000)).not.toBe("open");
      }),
    );
  });
});

describe("the backoff gate of a remote", () => {
  it("turns ten minutes of instant failures, of many callers, into a handful of requests", () => {
    let gate = OPEN_GATE;
    let requests = 0;
    for (let now = 0; now < 600_000; now += 10) {
      for (let caller = 0; caller < 20; caller++) {
        if (now < gate.shut_until) continue;
        requests += 1;
        gate = afterFailure(gate, now, 0);
      }
    }
    expect(requests).toBeGreaterThan(5);
    expect(requests).toBeLessThan(12);
  });

  it("never shuts for longer than its longest pause and its spread, unless the remote asks for it", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, spread) => {
          const gate = afterFailure({ failures, shut_until: 0 }, 1_000, spread);
          expect(gate.shut_until - 1_000).toBeLessThanOrEqual(360_000);
          expect(gate.shut_until).toBeGreaterThan(1_000);
        },
      ),
    );
    expect(afterFailure(OPEN_GATE, 0, 0, 900_000).shut_until).toBe(900_000);
  });

  it("does not double its pause for callers that were already on their way", () => {
    const gate = afterFailure(OPEN_GATE, 0, 0);
    expect(afterFailure(gate, 500, 0)).toBe(gate);
  });

  it("opens wide at the first answer", () => {
    expect(afterSuccess()).toEqual(OPEN_GATE);
  });
});

describe("trust", () => {
  it("goes by the id, and by the name only until the id is known", () => {
    const trust = { people: new Set([1]), accounts: new Set<number>(), unpinned: new Set<string>() };
    expect(isTrusted(trust, OWNER)).toBe(true);
    expect(isTrusted(trust, { id: 2, login: OWNER.login })).toBe(false);
    expect(isTrusted({ ...trust, unpinned: new Set(["eve"]) }, { id: 2, login: "eve" })).toBe(true);
  });
});
