/** Carries the records of a simulated project to a log store, minute by minute, as the Worker's consumer does, and tells how they stand. */
import type { LogDocument } from "../../../src/contract/log.ts";
import { documentOf } from "../../../src/core/log/document.ts";
import type { RecordSigns } from "../../../src/core/nightwatch/records.ts";
import { createCall } from "../../../src/core/quickwit/calls.ts";
import { indexConfig } from "../../../src/core/quickwit/index-config.ts";
import type { JournalEntry } from "../../../src/core/work/journal.ts";
import { Outbox } from "../quickwit/outbox.ts";
import { Quickwit, type Weather } from "../quickwit/quickwit.ts";

const ORIGIN = { build: "b1", config: "c1", scenarios: "s1" };
const COMMIT_MS = 10_000;

export class Carrier {
  readonly quickwit: Quickwit;
  readonly outbox: Outbox;
  /** The records so far, each with the minute in which it was seen. */
  readonly #records: LogDocument[] = [];
  readonly #journal: readonly JournalEntry[];
  #now = 0;

  constructor(journal: readonly JournalEntry[], random: () => number, weather: Weather) {
    this.#journal = journal;
    this.quickwit = new Quickwit(random, () => this.#now, COMMIT_MS);
    this.quickwit.answer(createCall(indexConfig("adf-logs")));
    this.quickwit.weather = weather;
    this.outbox = new Outbox((seq) => this.#document(seq), { batch_records: 100, flush_ms: 5_000 });
  }

  get written(): number {
    return this.#records.length;
  }

  /** One more minute: what was written since is kept, and what can be handed over is. */
  signs(now: number): RecordSigns {
    this.#now = now;
    for (const entry of this.#journal.slice(this.#records.length)) {
      const before = this.#records.at(-1);
      this.#records.push(
        documentOf({
          source: "tides",
          seq: this.#records.length + 1,
          at: now,
          entry: { ...entry, ...ORIGIN },
          prev: before?.hash ?? "",
        }),
      );
    }
    this.outbox.drain(this.quickwit, this.#records.length, now);
    const { shipping, repairs, trouble } = this.outbox;
    const unsent = this.#records[shipping.sent];
    const states = [...repairs.values()].map((r) => r.state);
    return {
      waiting_ms: unsent === undefined ? null : now - Date.parse(unsent.timestamp),
      gaps: states.filter((state) => state !== "dead").length,
      dead: states.filter((state) => state === "dead").length,
      trouble,
    };
  }

  #document(seq: number): LogDocument {
    const found = this.#records[seq - 1];
    if (found === undefined) throw new Error(`record ${seq} was never written`);
    return found;
  }
}
