/**
 * Asks for probes and runs them, a few at a time, beside the jobs and in none of their slots: a runner whose slots are all taken
 * can still find out that a provider is well again.
 */
import { randomUUID } from "node:crypto";
import type { ProbeOffer, ProbeRequest } from "../../contract/probe.ts";
import type { Capabilities } from "../../contract/runner.ts";
import type { Answer } from "../client/answer.ts";

/** Each is a process that mostly waits. */
const AT_ONCE = 3;

export interface ProberOptions {
  readonly capabilities: () => Capabilities;
  /** Null to go on; otherwise nothing is taken now. */
  readonly whyNotNow: () => Promise<string | null>;
  readonly ask: (request: ProbeRequest, signal: AbortSignal) => Promise<Answer<ProbeOffer>>;
  /** Runs to the probe's very end; must not reject. */
  readonly run: (offer: ProbeOffer) => Promise<void>;
  readonly fatal: (answer: Answer<never>) => void;
}

export interface Prober {
  /** There may be probes to run. */
  look(): void;
  /** What was under way at the stop has ended. */
  done(): Promise<void>;
}

export function startProber(options: ProberOptions, stopTaking: AbortSignal): Prober {
  const lanes = new Set<Promise<void>>();
  let started = true;
  let missed = false;

  function open(): void {
    if (stopTaking.aborted) return;
    if (lanes.size >= AT_ONCE) {
      missed = true;
      return;
    }
    const lane = work().finally(() => {
      lanes.delete(lane);
      if (!missed) return;
      missed = false;
      open();
    });
    lanes.add(lane);
  }

  /** While there is something to do; each one that has found something lets another look beside it. */
  async function work(): Promise<void> {
    while (!stopTaking.aborted && (await options.whyNotNow()) === null) {
      const request = { request_key: randomUUID(), capabilities: options.capabilities(), started };
      started = false;
      const answer = await options.ask(request, stopTaking);
      if (answer.kind === "unauthorized" || answer.kind === "upgrade") options.fatal(answer);
      if (answer.kind !== "ok") return;
      if (lanes.size < AT_ONCE) open();
      await options.run(answer.value);
    }
  }

  open();
  return {
    look: open,
    async done() {
      while (lanes.size > 0) await Promise.race(lanes);
    },
  };
}
