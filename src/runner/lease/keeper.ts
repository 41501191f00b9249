/**
 * Keeps one job's lease. Extends every third of it; when extends fail, stops the job *before* the lease can end
 * by this machine's own monotonic clock, so that two executors never overlap. The answer may order a cancel.
 */
import type { ExtendResponse } from "../../contract/runner.ts";
import type { Answer } from "../client/answer.ts";
import { monotonic, sleep } from "../clock/sleep.ts";
import type { StopCause } from "../spawn/stop.ts";

export interface LeaseKeeper {
  /** An answer that carries lease time, asked for at `askedAt` (monotonic), came by another call. */
  renewed(answer: ExtendResponse, askedAt: number): void;
  end(): void;
}

export interface LeaseOptions {
  /**
   * As offered. It may have begun well before the offer arrived (a lost answer, repeated); that is harmless,
   * because no agent starts before the Worker has confirmed the lease and `renewed` was called.
   */
  readonly leaseSecs: number;
  readonly extend: (timeoutMs: number, signal: AbortSignal) => Promise<Answer<ExtendResponse>>;
  readonly stop: (cause: StopCause) => void;
  /** 401 or 426: the whole runner must stop. */
  readonly fatal: (answer: Answer<never>) => void;
}

/** The last sixth of a lease is kept for killing. */
const SAFE_PART = 5 / 6;

export function keepLease(options: LeaseOptions): LeaseKeeper {
  const ended = new AbortController();
  let leaseMs = options.leaseSecs * 1000;
  let safeUntil = monotonic() + leaseMs * SAFE_PART;
  let failed = 0;
  let guard = setTimeout(check, Math.max(0, safeUntil - monotonic()));

  function check() {
    const missing = safeUntil - monotonic();
    if (missing > 0) {
      guard = setTimeout(check, missing);
      return;
    }
    options.stop({
      kind: "lease_unsure",
      detail: `the lease could not be extended (${failed} attempts failed)`,
    });
  }

  function renewed(answer: ExtendResponse, askedAt: number) {
    failed = 0;
    leaseMs = answer.lease_secs * 1000;
    // Counted from the question: the answer was made later, so the real lease ends no earlier than this.
    safeUntil = askedAt + leaseMs * SAFE_PART;
    clearTimeout(guard);
    guard = setTimeout(check, Math.max(0, safeUntil - monotonic()));
    if (answer.cancel !== null) options.stop({ kind: "cancel", detail: answer.cancel });
  }

  async function loop() {
    for (;;) {
      await sleep(failed === 0 ? leaseMs / 3 : leaseMs / 9, ended.signal);
      if (ended.signal.aborted) return;
      const askedAt = monotonic();
      const answer = await options.extend(leaseMs / 6, ended.signal);
      if (ended.signal.aborted) return;
      switch (answer.kind) {
        case "ok":
          renewed(answer.value, askedAt);
          break;
        case "lost":
          options.stop({ kind: "lease_lost", detail: answer.message });
          return;
        case "unauthorized":
        case "upgrade":
          options.fatal(answer);
          return;
        default:
          failed += 1;
      }
    }
  }
  void loop();

  return {
    renewed,
    end() {
      ended.abort();
      clearTimeout(guard);
    },
  };
}
