/** Probes: who is asked and when, what it may cost, and what an answer or a failure means for jobs. */

import { describe, expect, it } from "vitest";
import { TroubleKind, Usage } from "../../../src/contract/agent-run.ts";
import type { ProbeReport } from "../../../src/contract/probe.ts";
import { conditionsOf } from "../../../src/core/factory/conditions.ts";
import { againstWay } from "../../../src/core/factory/grant.ts";
import { probeBoard } from "../../../src/core/factory/probe-board.ts";
import { dueWay, probesToday } from "../../../src/core/factory/probe-due.ts";
import { probeOver } from "../../../src/core/factory/probe-over.ts";
import { askProbes, PROBE_SECS, sendProbe, withoutRunner } from "../../../src/core/factory/probing.ts";
import {
  grant,
  NOTHING_SHARED,
  type Shared,
  take,
  withoutExpired,
} from "../../../src/core/factory/shared.ts";
import { configWith, REPO, START } from "../../support/core/scene.ts";
import fc from "../../support/fast-check.ts";

const config = configWith();
const DAY_MS = 86_400_000;
const MIN_MS = 60_000;

const sonnet = { cli: "claude", provider: "anthropic", model: "sonnet", is_free: false };
const haiku = { ...sonnet, model: "haiku" };
const gpt = { cli: "codex", provider: "openai", model: "gpt-5.4", is_free: false };
const repair = { cli: "adf-repair", provider: "embedded", model: "search", is_free: true };

const report = (over: Partial<ProbeReport> = {}): ProbeReport => ({
  result: "answered",
  trouble: null,
  detail: "The model wrote 4 tokens.",
  usage: Usage.parse({ seconds: 2, input_tokens: 1_000, output_tokens: 4 }),
  model: "claude-sonnet-5",
  ...over,
});
const failed = (kind: TroubleKind, retry_after_secs: number | null = null) =>
  report({
    result: "failed",
    trouble: { kind, retry_after_secs },
    detail: `It said ${kind}.`,
    usage: Usage.parse({ seconds: 1 }),
    model: null,
  });

/** A factory that one test leads through its probes. */
function factory(ways = [sonnet], c = config) {
  let s: Shared = NOTHING_SHARED;
  let keys = 0;
  const fresh = () => {
    keys += 1;
    return `key-${keys}`;
  };
  const all = { runner: "r-1", clis: ["claude", "codex", "adf-repair"] };
  return {
    get shared() {
      return s;
    },
    due: (now: number, by = all) => dueWay(s, by, ways, c, now),
    send(now: number, by = all, started = false, key = fresh()) {
      const sent = sendProbe(s, { ...by, started, request_key: key }, ways, c, now);
      s = sent.shared;
      return sent.out;
    },
    end(id: string, said: ProbeReport, now: number, runner = "r-1") {
      const over = probeOver(s, id, runner, said, c, now);
      if (over !== null) s = over.shared;
      return over;
    },
    /** Sends the next one and ends it. */
    probe(said: ProbeReport, now: number, by = all) {
      const out = this.send(now, by);
      if (out === null) throw new Error("nothing is due");
      this.end(out.id, said, now, by.runner);
      return out;
    },
    ask(now: number, runner = "r-1") {
      s = askProbes(
        s,
        ways.map((way) => ({ runner, way })),
        now,
      );
    },
    hear(message: Parameters<typeof take>[1], now: number) {
      s = take(s, message, c, now);
    },
    tick(now: number) {
      s = withoutExpired(s, c, now);
    },
    forget(runner: string) {
      s = withoutRunner(s, runner);
    },
    against(now: number, way = sonnet, runner = "r-1") {
      const asked = grant(s, "claim", c, now, runner);
      return againstWay(way, 1, asked.grant);
    },
    board: (now: number, clis = all.clis) => probeBoard(s, ways, [{ id: "r-1", name: "one", clis }], c, now),
  };
}

const jobOver = (now: number) =>
  ({
    kind: "over",
    id: "lib-1:1:over",
    job: "lib-1:1",
    project: "lib",
    request_key: "job",
    tier: "implementation_tier",
    cli: "claude",
    provider: "anthropic",
    model: "sonnet",
    at: now,
    state: "succeeded",
    usd: 0.2,
    tokens: 900,
    seconds: 9,
    trouble: null,
    answered: "claude-sonnet-5",
  }) as const;

describe("a way is asked", () => {
  it("when nobody has asked it, and then not again until its result is too old", () => {
    const f = factory();
    f.probe(report(), START);
    expect(f.due(START + DAY_MS - 1)).toBeNull();
    expect(f.due(START + DAY_MS)).toEqual(sonnet);
  });

  it("later where a job has shown meanwhile that it answers: that cost nothing more", () => {
    const f = factory();
    f.probe(report(), START);
    f.hear(jobOver(START + DAY_MS / 2), START + DAY_MS / 2);
    expect(f.due(START + DAY_MS)).toBeNull();
    expect(f.due(START + DAY_MS * 1.5)).toEqual(sonnet);
  });

  it("never by itself where the configuration says 0, and all the same when a person asks", () => {
    const f = factory([sonnet], configWith({ routing: { probe_ttl_secs: 0 } }));
    expect(f.due(START)).toBeNull();
    f.ask(START);
    expect(f.send(START)?.way).toEqual(sonnet);
  });

  it("never by itself where nothing may be started: its answer would be good for nothing", () => {
    const project = { name: "lib", repo: REPO.path };
    for (const idle of [
      { factory: { enabled: false } },
      { projects: [{ ...project, mode: "observe" }] },
      { projects: [{ ...project, enabled: false }] },
    ])
      expect(factory([sonnet], configWith(idle)).due(START)).toBeNull();
  });

  it("only by a runner that has its CLI: a missing one says nothing of the provider", () => {
    const f = factory();
    const without = { runner: "r-1", clis: ["codex"] };
    f.ask(START);
    expect(f.send(START, without)).toBeNull();
    expect(f.board(START, without.clis).ways).toMatchObject([{ state: "no_cli", failure: null }]);
    expect(f.against(START)).toBeNull();
  });

  it("by one process of a runner at a time, and the same question gets the same probe", () => {
    const f = factory();
    const out = f.send(START, undefined, false, "key");
    expect(f.send(START, undefined, false, "key")).toEqual(out);
    expect(f.send(START)).toBeNull();
  });

  it("again at once when its runner was started anew, if it had failed there and not if it had answered", () => {
    const f = factory([sonnet, gpt]);
    f.probe(report(), START);
    f.probe(failed("network"), START);
    expect(f.due(START + 1_000)).toBeNull();
    expect(f.send(START + 1_000, undefined, true)?.way).toEqual(gpt);
    expect(f.send(START + 1_000, undefined, true)).toBeNull();
  });

  it("no more on a day when the day's number is used up, whoever asks, and people are told why", () => {
    const f = factory([sonnet, haiku, gpt], configWith({ routing: { probes_per_day: 2 } }));
    f.probe(report(), START);
    f.probe(report(), START);
    f.ask(START);
    expect(f.send(START)).toBeNull();
    expect(f.board(START).withheld).toBe(
      "the 2 probes of today (UTC) are used up: probes_per_day in [routing]",
    );
    expect(f.send(START + 9 * 60 * MIN_MS)).toBeNull();
    f.ask(START + 13 * 60 * MIN_MS);
    expect(f.send(START + 13 * 60 * MIN_MS)).not.toBeNull();
  });
});

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

describe("a probe that fails", () => {
  it("keeps jobs from its way until the time that the provider named, and the route says so", () => {
    const f = factory();
    f.probe(failed("throttled", 1_800), START);
    expect(f.against(START + 3 * MIN_MS)?.detail).toBe(
      "claude → anthropic answers with too many requests (a probe failed 3 min ago; asked again at 2026-01-05 12:30 UTC)",
    );
    expect(f.due(START + 29 * MIN_MS)).toBeNull();
    expect(f.due(START + 30 * MIN_MS)).toEqual(sonnet);
    expect(f.board(START + 3 * MIN_MS).ways).toMatchObject([
      { state: "unhealthy", failure: "throttled", again_secs: 27 * 60 },
    ]);
  });

  it("of a provider that is half open is followed by a longer pause, and no job was lost to it", () => {
    const f = factory();
    f.probe(failed("quota"), START);
    const then = START + 60 * MIN_MS;
    expect(f.against(then)?.detail).toContain("a probe goes first");
    f.probe(failed("quota"), then);
    expect(f.due(then + 119 * MIN_MS)).toBeNull();
    expect(f.against(then + 119 * MIN_MS)).not.toBeNull();
    f.probe(report(), then + 120 * MIN_MS);
    expect(f.against(then + 120 * MIN_MS)).toBeNull();
  });

  it("makes way for a job a minute after the pause, should no probe come", () => {
    const f = factory();
    f.probe(failed("quota"), START);
    expect(f.against(START + 60 * MIN_MS)).not.toBeNull();
    expect(f.against(START + 61 * MIN_MS)).toBeNull();
  });

  it("with an answer that is none blocks at once, while what passes by itself needs three", () => {
    const silent = factory();
    silent.probe(failed("no_answer"), START);
    expect(silent.against(START)?.detail).toContain("gives no answer");
    const shaky = factory();
    shaky.probe(failed("server"), START);
    expect(shaky.against(START)).toBeNull();
    expect(shaky.due(START + MIN_MS)).toEqual(sonnet);
    shaky.probe(failed("server"), START + MIN_MS);
    expect(shaky.due(START + 3 * MIN_MS - 1)).toBeNull();
    shaky.probe(failed("server"), START + 3 * MIN_MS);
    expect(shaky.against(START + 3 * MIN_MS)?.detail).toContain("fails");
  });

  it("because of its model blocks that model and not its provider", () => {
    const f = factory([sonnet, haiku]);
    f.probe(failed("unknown_model"), START);
    expect(f.against(START, sonnet)).not.toBeNull();
    expect(f.against(START, haiku)).toBeNull();
  });

  it("tells people where one must mend it, and takes that back when it answers", () => {
    const f = factory();
    f.probe(failed("auth"), START);
    const titles = () => conditionsOf(f.shared, config, START + MIN_MS).map((c) => c.title);
    expect(titles()).toEqual(["A provider is not well: claude → anthropic refuses the login"]);
    f.ask(START + MIN_MS);
    f.probe(report(), START + MIN_MS);
    expect(titles()).toEqual([]);
  });

  it("on one runner alone is that machine's trouble: the others keep their jobs", () => {
    const f = factory();
    const two = { runner: "r-2", clis: ["claude"] };
    f.probe(report(), START, two);
    f.probe(failed("auth"), START);
    expect(f.against(START, sonnet, "r-2")).toBeNull();
    expect(f.against(START, sonnet, "r-1")?.detail).toContain("fails on this runner");
    f.probe(report(), START + MIN_MS);
    expect(f.against(START + MIN_MS, sonnet, "r-1")).toBeNull();
  });

  it("is forgotten with its runner", () => {
    const f = factory();
    f.probe(report(), START, { runner: "r-2", clis: ["claude"] });
    f.probe(failed("auth"), START);
    f.forget("r-1");
    expect(f.against(START)).toBeNull();
  });
});

describe("a probe that nobody was asked by", () => {
  it("says nothing of the provider, and what to do stands beside it", () => {
    const f = factory();
    f.probe(report({ result: "not_run", detail: "It could not be started.", model: null }), START);
    expect(f.against(START)).toBeNull();
    expect(f.board(START).ways).toMatchObject([{ state: "unproved", detail: "It could not be started." }]);
  });
});

describe("the model that answered a probe", () => {
  it("is kept, and another one behind the same alias is told", () => {
    const f = factory();
    f.probe(report(), START);
    f.probe(report({ model: "claude-sonnet-6" }), START + DAY_MS);
    expect(f.shared.resolved["claude anthropic sonnet"]).toMatchObject({
      model: "claude-sonnet-6",
      before: "claude-sonnet-5",
    });
    expect(conditionsOf(f.shared, config, START + DAY_MS).map((c) => c.title)).toEqual([
      "Another model answers for claude → anthropic → sonnet",
    ]);
  });
});

describe("the board", () => {
  it("shows a way as unhealthy where a job found out after the probe, and as healthy again after a job", () => {
    const f = factory();
    f.probe(report(), START);
    const ill = { ...jobOver(START), state: "failed", answered: null, tokens: 0 } as const;
    f.hear({ ...ill, trouble: { kind: "quota", retry_after_secs: null } }, START + MIN_MS);
    expect(f.board(START + MIN_MS).ways).toMatchObject([{ state: "unhealthy", failure: "quota" }]);
    f.hear({ ...jobOver(START), id: "later", job: "lib-2:1" }, START + 2 * MIN_MS);
    expect(f.board(START + 2 * MIN_MS).ways).toMatchObject([{ state: "healthy", failure: null, next: null }]);
  });
});

describe("a failure that blocked nothing", () => {
  it("is shown until somebody gets an answer there", () => {
    const f = factory();
    f.probe(failed("server"), START);
    expect(f.board(START).ways).toMatchObject([{ state: "unhealthy", failure: "server" }]);
    f.hear(jobOver(START), START + MIN_MS);
    expect(f.board(START + MIN_MS).ways).toMatchObject([{ state: "healthy", failure: null }]);
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
