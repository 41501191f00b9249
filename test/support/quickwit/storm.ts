/** Ships so many records through a store that fails, drops, duplicates and times out, and then through a calm one. */
import { expect } from "vitest";
import type { LogDocument } from "../../../src/contract/log.ts";
import { documentOf } from "../../../src/core/log/document.ts";
import { createCall } from "../../../src/core/quickwit/calls.ts";
import { indexConfig } from "../../../src/core/quickwit/index-config.ts";
import { Outbox } from "./outbox.ts";
import { Quickwit, type Weather } from "./quickwit.ts";

export const STORM: Weather = {
  busy: 0.1,
  broken: 0.08,
  lost: 0.08,
  hung: 0.05,
  partial: 0.08,
  drops: 0.1,
  twice: 0.05,
};

const document = (seq: number): LogDocument =>
  documentOf({
    source: "tides",
    seq,
    at: 1_795_000_000_000 + seq,
    entry: {
      event: "job.queued",
      level: "info",
      project: "tides",
      issue: seq % 50,
      build: "b1",
      config: "c1",
      scenarios: "s1",
    },
    prev: "",
  });

export interface Storm {
  readonly records: number;
  readonly seed: number;
  readonly batch_records?: number;
  readonly weather?: Weather;
  /** Records that no index takes. */
  readonly poison?: (seq: number) => boolean;
}

export interface Calm {
  readonly outbox: Outbox;
  readonly quickwit: Quickwit;
  readonly virtual_hours: number;
}

export function weather({ records, seed, batch_records = 100, weather = STORM, poison }: Storm): Calm {
  let now = 0;
  const quickwit = new Quickwit(chance(seed), () => now, 10_000);
  quickwit.answer(createCall(indexConfig("adf-logs")));
  quickwit.weather = weather;
  const outbox = new Outbox(
    (seq) => (poison?.(seq) ? ({ ...document(seq), seq: "poison" } as never) : document(seq)),
    { batch_records, flush_ms: 5_000 },
  );
  const minute = (head: number) => {
    now += 60_000;
    outbox.drain(quickwit, head, now);
  };
  // Written while the storm lasts, a share each minute; then more of the storm; then calm.
  const share = Math.ceil(records / 60);
  for (let head = share; head < records; head += share) minute(head);
  for (let n = 0; n < 60; n += 1) minute(records);
  quickwit.weather = {};
  const done = () => outbox.shipping.proved === records && outbox.finished;
  for (let n = 0; n < 10_000 && !done(); n += 1) minute(records);
  return { outbox, quickwit, virtual_hours: now / 3_600_000 };
}

export function expectEachOnce({ quickwit, outbox }: Calm, records: number): void {
  const numbers = quickwit.numbers("adf-logs", "tides");
  const wrong: string[] = [];
  for (let seq = 1; seq <= records && wrong.length < 20; seq += 1)
    if (numbers.get(seq) !== 1) wrong.push(`${seq} is there ${numbers.get(seq) ?? 0} times`);
  expect(wrong).toEqual([]);
  expect(numbers.size).toBe(records);
  expect(outbox.repairs.size).toBe(0);
}

/** A small generator of numbers below one, the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
