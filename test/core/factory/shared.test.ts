/** What all projects share: money reserved before a claim, health of providers, the factory's breaker, and what people are told. */

import { describe, expect, it } from "vitest";
import type { Trouble } from "../../../src/contract/agent-run.ts";
import { conditionsOf } from "../../../src/core/factory/conditions.ts";
import { againstWay } from "../../../src/core/factory/grant.ts";
import type { FactoryMessage } from "../../../src/core/factory/message.ts";
import {
  grant,
  NOTHING_SHARED,
  release,
  type Shared,
  take,
  withoutExpired,
} from "../../../src/core/factory/shared.ts";
import { configWith, START } from "../../support/core/scene.ts";
import fc from "../../support/fast-check.ts";

const config = configWith();

type Over = Extract<FactoryMessage, { kind: "over" }>;
const about = {
  project: "lib",
  tier: "implementation_tier",
  cli: "claude",
  provider: "anthropic",
  model: "sonnet",
};
const out = (job: string, over: Partial<FactoryMessage> = {}): FactoryMessage =>
  ({
    ...about,
    kind: "out",
    id: `${job}:out`,
    job,
    request_key: `key-${job}`,
    at: START,
    reserved_usd: 1,
    degraded: false,
    ...over,
  }) as FactoryMessage;
const over = (job: string, change: Partial<Over> = {}): Over => ({
  ...about,
  kind: "over",
  id: `${job}:over`,
  job,
  request_key: `key-${job}`,
  at: START,
  state: "succeeded",
  usd: 0.5,
  tokens: 100,
  seconds: 10,
  trouble: null,
  answered: null,
  ...change,
});
const hear = (
  messages: readonly FactoryMessage[],
  s: Shared = NOTHING_SHARED,
  now = START,
  c = config,
): Shared => messages.reduce((all, m) => take(all, m, c, now), s);
const failed = (job: string, trouble: Trouble | null = null) =>
  over(job, { state: "failed", usd: 0, tokens: 0, trouble });
const trouble = (kind: Trouble["kind"], retry_after_secs: number | null = null): Trouble => ({
  kind,
  retry_after_secs,
});
const way = { cli: "claude", provider: "anthropic", model: "sonnet", is_free: false };
const asks = (s: Shared, now: number, c = config) => grant(s, "k", c, now).grant;

describe("money that all projects share", () => {
  const capped = configWith({ budget: { day_usd: 2.5 }, providers: [{ id: "anthropic", hour_usd: 1.5 }] });

  it("is set aside before the claim, so that the last of it is given to one", () => {
    const first = grant(NOTHING_SHARED, "a", capped, START);
    const second = grant(first.shared, "b", capped, START);
    expect([first.grant.usd_left, second.grant.usd_left]).toEqual([2.5, 1.5]);
    expect(second.grant.provider_usd_left).toEqual({ anthropic: 0.5 });
    expect(againstWay(way, 1, second.grant)).toMatchObject({ reason: "provider_budget" });
    expect(againstWay({ ...way, is_free: true }, 1, second.grant)).toBeNull();
  });

  it("is given once for a key that is repeated, and given back when the claim finds nothing, or after a minute", () => {
    const first = grant(NOTHING_SHARED, "a", capped, START).shared;
    expect(grant(first, "a", capped, START).shared).toBe(first);
    expect(asks(release(first, "a"), START, capped).usd_left).toBe(2.5);
    expect(asks(first, START + 60_000, capped).usd_left).toBe(2.5);
  });

  it("is settled by what the job came to, in the windows of its claim", () => {
    const held = grant(NOTHING_SHARED, "key-j", capped, START).shared;
    const running = hear([out("j")], held, START, capped);
    expect(asks(running, START, capped).usd_left).toBe(1.5);
    const done = hear([over("j", { usd: 2 })], running, START + 3_600_000, capped);
    expect(asks(done, START + 3_600_000, capped)).toMatchObject({
      usd_left: 0.5,
      provider_usd_left: { anthropic: 1.5 },
    });
    expect(asks(done, START + 86_400_000, capped).usd_left).toBe(2.5);
  });

  it("counts each message once, in any order, however often it is sent", () => {
    const messages = ["a", "b", "c"].flatMap((job) => [out(job), over(job, { usd: 0.25 })]);
    const sent = fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 });
    fc.assert(
      fc.property(sent, (order) => {
        const s = hear(order, NOTHING_SHARED, START, capped);
        expect(Object.keys(s.reserved)).toEqual([]);
        expect(s.tallies["factory@2026-01-05"]).toMatchObject({ attempts: 3, reserved_usd: 0, usd: 0.75 });
      }),
    );
  });

  it("of a job that nobody settles comes back after a day", () => {
    const s = hear([out("lost")], NOTHING_SHARED, START, capped);
    expect(withoutExpired(s, capped, START + 86_400_001).tallies["factory@2026-01-05"]?.reserved_usd).toBe(0);
  });
});

describe("the health of a provider", () => {
  it("is gone until the time that it named itself, and then one job tries", () => {
    const s = hear([out("a"), failed("a", trouble("throttled", 900))]);
    expect(againstWay(way, 1, asks(s, START + 899_000))?.detail).toBe(
      "claude → anthropic answers with too many requests (a job failed 15 min ago; asked again at 2026-01-05 12:15 UTC)",
    );
    expect(againstWay(way, 1, asks(s, START + 901_000))).toBeNull();
    const trying = hear([out("b")], s, START + 901_000);
    expect(againstWay(way, 1, asks(trying, START + 902_000))).not.toBeNull();
    const well = hear([over("b")], trying, START + 950_000);
    expect(againstWay(way, 1, asks(well, START + 951_000))).toBeNull();
  });

  it("is gone for longer each time in a row where no time is named, and comes back after every history", () => {
    let s: Shared = NOTHING_SHARED;
    const pauses: number[] = [];
    let now = START;
    for (const n of [1, 2, 3]) {
      s = hear([out(`j${n}`), failed(`j${n}`, trouble("throttled"))], s, now);
      const until = s.health["claude anthropic"]?.blocked_until ?? 0;
      pauses.push((until - now) / 1000);
      now = until;
    }
    expect(pauses).toEqual([60, 120, 240]);
    const kinds = fc.constantFrom<Trouble["kind"] | null>(
      "throttled",
      "quota",
      "auth",
      "server",
      "network",
      "unknown_model",
      null,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, fc.nat({ max: 9_000_000 })), { maxLength: 40 }), (endings) => {
        let at = START;
        let state: Shared = NOTHING_SHARED;
        for (const [i, [kind, ms]] of endings.entries()) {
          at += ms;
          state = hear(
            [out(`x${i}`), kind === null ? over(`x${i}`) : failed(`x${i}`, trouble(kind))],
            state,
            at,
          );
        }
        expect(againstWay(way, 1, asks(state, at + 6 * 3_600_000 + 1))).toBeNull();
      }),
    );
  });

  it("is not judged by one failure that passes by itself, but by three", () => {
    const two = hear([failed("a", trouble("server")), failed("b", trouble("network"))]);
    expect(againstWay(way, 1, asks(two, START))).toBeNull();
    expect(againstWay(way, 1, asks(hear([failed("c", trouble("overloaded"))], two), START))).not.toBeNull();
  });

  it("is not judged by a conversation that was too long, nor by a job without a word of its provider", () => {
    const s = hear([failed("a", trouble("too_long")), failed("b"), failed("c"), failed("d")]);
    expect(asks(s, START).blocked).toEqual({});
  });

  it("of one model leaves the others of its provider alone", () => {
    const s = hear([failed("a", trouble("unknown_model"))]);
    expect(againstWay(way, 1, asks(s, START))).not.toBeNull();
    expect(againstWay({ ...way, model: "opus" }, 1, asks(s, START))).toBeNull();
  });

  it("is told at once where only a person can mend it, and no more when it is mended", () => {
    const s = hear([failed("a", trouble("auth"))]);
    expect(conditionsOf(s, config, START).map((c) => c.title)).toEqual([
      "A provider is not well: claude → anthropic refuses the login",
    ]);
    expect(conditionsOf(hear([failed("b", trouble("throttled"))]), config, START)).toEqual([]);
    const mended = hear([out("t"), over("t")], s, START + 700_000);
    expect(conditionsOf(mended, config, START + 700_000)).toEqual([]);
  });
});

describe("the factory as a whole", () => {
  it("stops after twenty failures in half an hour over all projects, lets one try after ten minutes, and says so", () => {
    const s = hear(Array.from({ length: 20 }, (_, i) => failed(`f${i}`)));
    expect(asks(s, START).breaker_lets).toBe(false);
    expect(conditionsOf(s, config, START).map((c) => c.key)).toEqual(["breaker"]);
    expect(asks(s, START + 600_000).breaker_lets).toBe(true);
    const trying = hear([out("t")], s, START + 600_000);
    expect(asks(trying, START + 600_001).breaker_lets).toBe(false);
    const well = hear([over("t")], trying, START + 650_000);
    expect(asks(well, START + 650_001).breaker_lets).toBe(true);
    expect(conditionsOf(well, config, START + 650_001)).toEqual([]);
  });

  it("starts no more jobs in a minute than it may", () => {
    const slow = configWith({ limits: { starts_per_min: 2 } });
    const s = hear([out("a"), out("b")]);
    expect(asks(s, START + 1_000, slow).starts_left).toBe(0);
    expect(asks(s, START + 61_000, slow).starts_left).toBe(2);
  });

  it("says when all work of a tier goes to a fallback, and not when one job does", () => {
    const degraded = (n: number) => Array.from({ length: n }, (_, i) => out(`d${i}`, { degraded: true }));
    expect(conditionsOf(hear(degraded(2)), config, START)).toEqual([]);
    expect(conditionsOf(hear(degraded(3)), config, START).map((c) => c.key)).toEqual([
      "fallback:implementation_tier",
    ]);
    expect(conditionsOf(hear([...degraded(3), out("well")]), config, START)).toEqual([]);
  });

  it("says when another model answers for an alias, for a day", () => {
    const s = hear([over("a", { answered: "sonnet-5" }), over("b", { answered: "sonnet-5" })]);
    expect(conditionsOf(s, config, START)).toEqual([]);
    const moved = hear([over("c", { answered: "sonnet-6" })], s);
    expect(conditionsOf(moved, config, START)[0]?.body).toContain("It is sonnet-6 now, and was sonnet-5");
    expect(conditionsOf(moved, config, START + 90_000_000)).toEqual([]);
  });

  it("warns near its budget and says when that is used up", () => {
    const capped = configWith({ budget: { day_usd: 10 } });
    const used = (usd: number) => hear([over("a", { usd })], NOTHING_SHARED, START, capped);
    const keys = (s: Shared) => conditionsOf(s, capped, START).map((c) => c.key.split(":")[0]);
    expect([keys(used(7)), keys(used(8.5)), keys(used(9.5))]).toEqual([[], ["near"], ["budget"]]);
  });
});
