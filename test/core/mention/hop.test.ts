import { describe, expect, it } from "vitest";
import { nextHop } from "../../../src/core/mention/hop.ts";
import fc from "../../support/fast-check.ts";

describe("the hop budget", () => {
  it("takes a person's text as the beginning, even where agents may cause nothing", () => {
    expect(nextHop(null, 0)).toEqual({ ok: true, value: 0 });
  });

  it("lets a mention cause exactly `max` more, one after the other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 }), (max) => {
        let hop: number | null = null;
        let dispatches = 0;
        for (let next = nextHop(hop, max); next.ok; next = nextHop(hop, max)) {
          hop = next.value;
          dispatches++;
        }
        expect(dispatches).toBe(max + 1);
      }),
    );
  });

  it("says at which hop it stopped", () => {
    expect(nextHop(3, 3)).toEqual({ ok: false, error: { reason: "hop_budget", hop: 4, max: 3 } });
  });

  it.each([Number.NaN, -5, 1.5, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
    "ends a chain at a hop of %s",
    (hop) => {
      expect(nextHop(hop, Number.MAX_VALUE).ok).toBe(false);
    },
  );
});
