import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../../src/runner/client/client.ts";
import { createGate, type Gate, type Haste, type Turn } from "../../../src/runner/client/gate.ts";
import fc from "../../support/fast-check.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = new AbortController().signal;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const failing = (gate: Gate) => gate.enter("first", never).then((turn) => turn?.settle(false, "down"));

describe("the gate in front of a remote that fails", () => {
  it("lets one caller at a time try, and all of them when it answers", async () => {
    const gate = createGate({ baseMs: 100, maxMs: 200 });
    await failing(gate);
    const inside: { settle: (reached: boolean) => void }[] = [];
    for (const what of ["a", "a", "b"])
      void gate.enter(what, never).then((turn) => turn !== null && inside.push(turn));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(inside).toHaveLength(1);
    inside[0]?.settle(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(inside).toHaveLength(3);
  });

  it("lets kinds of calls take turns: one that is made again at once keeps no other waiting", async () => {
    const gate = createGate({ baseMs: 100, maxMs: 200 });
    await failing(gate);
    const order: string[] = [];
    const again = async (what: string) => {
      for (;;) {
        const turn = await gate.enter(what, never);
        order.push(what);
        turn?.settle(false);
      }
    };
    for (const what of ["probe", "log", "log", "log", "claim"]) void again(what);
    await vi.advanceTimersByTimeAsync(250 * 9);
    expect(order.slice(0, 9)).toEqual([
      "probe",
      "log",
      "claim",
      "probe",
      "log",
      "claim",
      "probe",
      "log",
      "claim",
    ]);
    void gate.enter("extend", never).then(() => order.push("extend"));
    const before = order.length;
    await vi.advanceTimersByTimeAsync(250);
    expect(order[before]).toBe("extend");
  });

  it("lets what is urgent try beside a call that is not answered yet, and one at a time too", async () => {
    const gate = createGate({ baseMs: 100, maxMs: 200, random: () => 0.5 });
    await failing(gate);
    const inside: string[] = [];
    const turns: (Turn | null)[] = [];
    const enters = async (what: string, haste: Haste) => {
      const turn = await gate.enter(what, never, haste);
      inside.push(what);
      turns.push(turn);
    };
    void enters("claim", "patient");
    await vi.advanceTimersByTimeAsync(150);
    for (const what of ["extend 1", "extend 2"]) void enters(what, "urgent");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(inside).toEqual(["claim", "extend 1"]);
    turns[1]?.settle(false);
    await vi.advanceTimersByTimeAsync(199);
    expect(inside).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2);
    expect(inside.at(-1)).toBe("extend 2");
    turns[2]?.settle(true);
    void enters("log", "patient");
    await vi.advanceTimersByTimeAsync(0);
    expect(inside.at(-1)).toBe("log");
  });

  it("waits no longer because many calls were under way when it began to fail", async () => {
    const changes: boolean[] = [];
    const onChange = (down: boolean) => changes.push(down);
    const gate = createGate({ baseMs: 100, maxMs: 60_000, random: () => 0.5, onChange });
    const turns = await Promise.all(Array.from({ length: 8 }, () => gate.enter("log", never)));
    for (const turn of turns) turn?.settle(false, "down");
    let inside = false;
    void gate.enter("log", never).then(() => {
      inside = true;
    });
    await vi.advanceTimersByTimeAsync(99);
    expect(inside).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(inside).toBe(true);
    expect(changes).toEqual([true]);
  });

  it("waits as long as the remote asks for, whoever was told", async () => {
    const gate = createGate({ baseMs: 100, maxMs: 200 });
    const turns = await Promise.all([gate.enter("a", never), gate.enter("b", never)]);
    turns[0]?.settle(false);
    turns[1]?.settle(false, "busy", 5_000);
    let inside = false;
    void gate.enter("a", never).then(() => {
      inside = true;
    });
    await vi.advanceTimersByTimeAsync(4_999);
    expect(inside).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(inside).toBe(true);
  });

  it("forgets nobody, whoever leaves or breaks off: each kind has its turn within one round", async () => {
    const kinds = ["probe", "claim", "extend", "log", "finish"] as const;
    const longestTry = { wait: 200 * 1.2, take: 50 };
    const caller = fc.record({
      what: fc.constantFrom(...kinds),
      comes: fc.nat(2_000),
      stays: fc.option(fc.nat(2_000), { nil: null }),
      takes: fc.integer({ min: 10, max: longestTry.take }),
      breaksOff: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(caller, { minLength: 1, maxLength: 12 }), async (callers) => {
        const gate = createGate({ baseMs: 100, maxMs: 200 });
        await failing(gate);
        const end = new AbortController();
        const lastTurn = new Map<string, number>();
        let trying = 0;
        let most = 0;
        let longest = 0;
        const all = callers.map(async ({ what, comes, stays, takes, breaksOff }) => {
          await pause(comes);
          const left = new AbortController();
          if (stays !== null) void pause(stays).then(() => left.abort());
          const signal = AbortSignal.any([end.signal, left.signal]);
          for (;;) {
            const asked = performance.now();
            const turn = await gate.enter(what, signal);
            const since = Math.max(asked, lastTurn.get(what) ?? 0);
            longest = Math.max(longest, performance.now() - since);
            if (turn === null) return;
            trying += 1;
            most = Math.max(most, trying);
            await pause(takes);
            trying -= 1;
            lastTurn.set(what, performance.now());
            if (breaksOff) turn.release();
            else turn.settle(false);
          }
        });
        await vi.advanceTimersByTimeAsync(4_000);
        end.abort();
        await vi.advanceTimersByTimeAsync(longestTry.take);
        await Promise.all(all);
        expect(most).toBeLessThanOrEqual(1);
        expect(longest).toBeLessThanOrEqual((kinds.length + 1) * (longestTry.wait + longestTry.take + 2));
      }),
      { numRuns: 15 },
    );
  });
});

it("a call that is let through after the runner was ended is not made", async () => {
  const ending = new AbortController();
  const ends: string[] = [];
  const gate: Gate = {
    async enter(_what, signal) {
      if (signal.aborted) return null;
      ending.abort();
      return { settle: () => void ends.push("settled"), release: () => void ends.push("released") };
    },
  };
  const client = createClient({ url: "http://127.0.0.1:1", credential: "c", gate, callMs: 1_000 });
  const request = { request_key: "k", started: false } as Parameters<typeof client.probe>[0];
  expect(await client.probe(request, ending.signal)).toEqual({ kind: "aborted" });
  expect(ends).toEqual(["released"]);
});

it("a lease is extended beside whatever else waits for an answer", async () => {
  const asked: unknown[] = [];
  const gate: Gate = {
    async enter(what, _signal, haste) {
      asked.push([what, haste]);
      return null;
    },
  };
  const client = createClient({ url: "http://127.0.0.1:1", credential: "c", gate, callMs: 1_000 });
  await client.extend({ job: "j", epoch: 1 } as Parameters<typeof client.extend>[0], 0, 100, never);
  expect(asked).toEqual([["extend", "urgent"]]);
});
