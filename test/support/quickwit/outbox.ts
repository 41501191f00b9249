/** The shipping's memory as the Project object keeps it, in memory. */
import type { LogDocument } from "../../../src/contract/log.ts";
import { callOf, outcomeOf, wantedBy } from "../../../src/core/log/send.ts";
import {
  NOTHING_SENT,
  nextStep,
  type Repair,
  type Shipping,
  type ShippingSettings,
  settle,
} from "../../../src/core/log/shipping.ts";
import { afterFailure, afterSuccess, OPEN_GATE } from "../../../src/core/policy/backoff-gate.ts";
import type { Quickwit } from "./quickwit.ts";

export class Outbox {
  shipping: Shipping = NOTHING_SENT("adf-logs");
  readonly repairs = new Map<number, Repair>();
  gate = OPEN_GATE;
  requests = 0;
  /** What the store last answered, while it is not well. */
  trouble: string | null = null;
  readonly #records: (seq: number) => LogDocument;
  readonly #settings: ShippingSettings;

  constructor(records: (seq: number) => LogDocument, settings: ShippingSettings) {
    this.#records = records;
    this.#settings = settings;
  }

  /** One invocation of the consumer: until there is nothing to do, the gate shuts, or forty requests are made. */
  drain(quickwit: Quickwit, head: number, now: number): void {
    for (let n = 0; n < 40 && now >= this.gate.shut_until; n += 1) {
      const due = [...this.repairs.values()]
        .filter((r) => r.state !== "dead" && r.not_before <= now)
        .sort((a, b) => a.not_before - b.not_before || a.seq - b.seq)
        .slice(0, 1000);
      const oldest_unsent_at = head > this.shipping.sent ? 0 : null;
      const step = nextStep({ shipping: this.shipping, head, oldest_unsent_at, due }, this.#settings, now);
      const documents = wantedBy(step).map(this.#records);
      const call = callOf(
        step,
        "adf-logs",
        "tides",
        documents.map((d) => JSON.stringify(d)),
      );
      if (call === null) return;
      this.requests += 1;
      const outcome = outcomeOf(step, quickwit.answer(call), documents.length);
      const done = settle(this.shipping, step, outcome, now);
      this.trouble = outcome.kind === "trouble" ? outcome.trouble.detail : null;
      this.shipping = done.shipping;
      for (const repair of done.repairs) this.repairs.set(repair.seq, repair);
      for (const seq of done.healed) this.repairs.delete(seq);
      this.gate = done.shut ? afterFailure(this.gate, now, 0.5) : afterSuccess();
    }
  }

  get finished(): boolean {
    return [...this.repairs.values()].every((r) => r.state === "dead");
  }
}
