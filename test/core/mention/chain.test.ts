import { describe, expect, it } from "vitest";
import { type Ask, judgeAsk, withAsk } from "../../../src/core/mention/chain.ts";

const LIMITS = { max_dispatches: 5, pair_cooldown_secs: 60 };
const HOUR = 3_600_000;
const ask = (by: string, agent: string, at = 0, root = "r"): Ask => ({ root, by, agent, at });
const all = (...asks: Ask[]): readonly Ask[] => asks.reduce(withAsk, [] as readonly Ask[]);

describe("an ask between agents", () => {
  it("is bounded for each root by itself", () => {
    const asks = all(...["b", "c", "d", "e", "f"].map((name, i) => ask("a", name, i)));
    expect(judgeAsk(asks, ask("a", "g", HOUR), LIMITS)).toBe("too_many");
    expect(judgeAsk(asks, ask("a", "g", HOUR, "another"), LIMITS)).toBeNull();
  });

  it("is not made again of the same other within the cool-down", () => {
    const asks = all(ask("a", "b", 1));
    expect(judgeAsk(asks, ask("a", "b", 60_000), LIMITS)).toBe("too_soon");
    expect(judgeAsk(asks, ask("b", "a", 60_000), LIMITS)).toBeNull();
    expect(judgeAsk(asks, ask("a", "b", 60_001), LIMITS)).toBeNull();
  });

  it("may be answered and asked once more, and is a loop after that", () => {
    const twice = all(ask("a", "b", 0), ask("b", "a", HOUR), ask("a", "b", 2 * HOUR));
    expect(judgeAsk(twice, ask("b", "a", 3 * HOUR), { ...LIMITS, max_dispatches: 99 })).toBe(
      "back_and_forth",
    );
    expect(judgeAsk(twice, ask("a", "b", 3 * HOUR), { ...LIMITS, max_dispatches: 99 })).toBeNull();
  });

  it("is kept for a bounded time, and boundedly many are", () => {
    expect(withAsk([ask("a", "b", 0)], ask("a", "c", 8 * 24 * HOUR))).toHaveLength(1);
    let asks: readonly Ask[] = [];
    for (let n = 0; n < 1_000; n++) asks = withAsk(asks, ask("a", "b", n, `r${n}`));
    expect(asks).toHaveLength(500);
    expect(asks.at(-1)?.root).toBe("r999");
  });
});
