/**
 * Takes jobs while there are free slots: asks, runs what it gets, asks again at once after a job, a wake-up or
 * the poll interval. Knows nothing about how a job is run.
 */
import { randomUUID } from "node:crypto";
import type { Capabilities, ClaimRequest, ClaimResponse, JobOffer } from "../../contract/runner.ts";
import type { Answer } from "../client/answer.ts";
import { sleep } from "../clock/sleep.ts";
import { jittered } from "./interval.ts";

export interface PollerOptions {
  readonly capacity: number;
  readonly pollMs: number;
  /** Takes at most one job and asks no more than once: `null` where it goes on. Told why when it took none. */
  readonly once: ((why: string) => void) | null;
  readonly capabilities: () => Capabilities;
  /** Null to go on; otherwise nothing is taken now. */
  readonly whyNotNow: () => Promise<string | null>;
  readonly claim: (request: ClaimRequest, signal: AbortSignal) => Promise<Answer<ClaimResponse>>;
  /** Runs to the job's very end; must not reject. */
  readonly run: (offer: JobOffer) => Promise<void>;
  /** An offer that arrived while the runner was being stopped: gives it back. */
  readonly decline: (offer: JobOffer) => Promise<void>;
  readonly fatal: (answer: Answer<never>) => void;
  /** A claim was refused, or admission changed: told once per change. */
  readonly onTrouble: (reason: string | null) => void;
}

export interface Poller {
  wake(): void;
  /** Resolves when taking was stopped and every job it took has ended. */
  readonly done: Promise<void>;
}

export function startPoller(options: PollerOptions, stopTaking: AbortSignal): Poller {
  const running = new Set<Promise<void>>();
  let awake = false;
  let rouse = new AbortController();
  let trouble: string | null = null;

  const wake = () => {
    awake = true;
    rouse.abort();
  };
  stopTaking.addEventListener("abort", wake, { once: true });
  const note = (reason: string | null) => {
    if (reason !== trouble) options.onTrouble(reason);
    trouble = reason;
  };

  async function rest() {
    if (!awake) await sleep(jittered(options.pollMs, Math.random()), rouse.signal);
    awake = false;
    rouse = new AbortController();
  }

  function take(offer: JobOffer) {
    const job = options.run(offer).finally(() => {
      running.delete(job);
      wake();
    });
    running.add(job);
  }

  async function loop() {
    while (!stopTaking.aborted) {
      if (running.size >= options.capacity) {
        await Promise.race(running);
        continue;
      }
      const blocked = await options.whyNotNow();
      if (blocked !== null) note(blocked);
      // Also asked when nothing is taken: the Worker is where people see why.
      const answer = await options.claim(
        { request_key: randomUUID(), taking: blocked === null, capabilities: options.capabilities() },
        stopTaking,
      );
      switch (answer.kind) {
        case "ok":
          note(blocked);
          if (stopTaking.aborted || blocked !== null) await options.decline(answer.value.offer);
          else take(answer.value.offer);
          if (options.once !== null) return;
          continue;
        case "unauthorized":
        case "upgrade":
          options.fatal(answer);
          return;
        case "refused":
        case "lost":
          note(blocked ?? `the claim was refused: ${answer.message}`);
          break;
        case "empty":
          note(blocked);
          break;
        case "unreachable":
        case "aborted":
          break;
      }
      const none = answer.kind === "empty" ? "" : (trouble ?? "the Worker did not answer");
      if (options.once !== null) return options.once(blocked ?? none);
      await rest();
    }
  }

  const done = loop().then(async () => {
    while (running.size > 0) await Promise.race(running);
  });
  return { wake, done };
}
