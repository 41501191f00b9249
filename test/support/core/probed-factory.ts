/** A factory whose ways to a model are probed, and what a probe may answer. */
import { type TroubleKind, Usage } from "../../../src/contract/agent-run.ts";
import type { ProbeReport } from "../../../src/contract/probe.ts";
import { againstWay } from "../../../src/core/factory/grant.ts";
import { probeBoard } from "../../../src/core/factory/probe-board.ts";
import { dueWay } from "../../../src/core/factory/probe-due.ts";
import { probeOver } from "../../../src/core/factory/probe-over.ts";
import { askProbes, sendProbe, withoutRunner } from "../../../src/core/factory/probing.ts";
import {
  grant,
  NOTHING_SHARED,
  type Shared,
  take,
  withoutExpired,
} from "../../../src/core/factory/shared.ts";
import { configWith } from "./scene.ts";

export const config = configWith();
export const DAY_MS = 86_400_000;
export const MIN_MS = 60_000;

export const sonnet = { cli: "claude", provider: "anthropic", model: "sonnet", is_free: false };
export const haiku = { ...sonnet, model: "haiku" };
export const gpt = { cli: "codex", provider: "openai", model: "gpt-5.4", is_free: false };
export const repair = { cli: "adf-repair", provider: "embedded", model: "search", is_free: true };

export const report = (over: Partial<ProbeReport> = {}): ProbeReport => ({
  result: "answered",
  trouble: null,
  detail: "The model wrote 4 tokens.",
  usage: Usage.parse({ seconds: 2, input_tokens: 1_000, output_tokens: 4 }),
  model: "claude-sonnet-5",
  ...over,
});
export const failed = (kind: TroubleKind, retry_after_secs: number | null = null) =>
  report({
    result: "failed",
    trouble: { kind, retry_after_secs },
    detail: `It said ${kind}.`,
    usage: Usage.parse({ seconds: 1 }),
    model: null,
  });

/** A factory that one test leads through its probes. */
export function factory(ways = [sonnet], c = config) {
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

export const jobOver = (now: number) =>
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
