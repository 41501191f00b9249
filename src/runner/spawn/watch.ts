/** The limits of a running agent: total time, time without output, bytes of output. */
import type { JobLimits } from "../../contract/runner.ts";
import { monotonic } from "../clock/sleep.ts";
import type { StopLatch } from "./stop.ts";

export interface Watch {
  /** Call for each chunk the agent prints. */
  heard(bytes: number): void;
  quietSecs(): number;
  end(): void;
}

export function watchLimits(limits: JobLimits, latch: StopLatch): Watch {
  let last = monotonic();
  let total = 0;
  const wall = setTimeout(() => latch.stop({ kind: "wall", secs: limits.wall_secs }), toMs(limits.wall_secs));
  // One timer for the whole run: it looks how long the silence is and sleeps for what is missing.
  let stall = setTimeout(look, toMs(limits.stall_secs));
  function look() {
    const missing = limits.stall_secs * 1000 - (monotonic() - last);
    if (missing <= 0) latch.stop({ kind: "stall", secs: limits.stall_secs });
    else stall = setTimeout(look, Math.min(missing, MAX_TIMER_MS));
  }
  return {
    heard(bytes) {
      last = monotonic();
      total += bytes;
      if (total > limits.output_bytes) latch.stop({ kind: "output", bytes: limits.output_bytes });
    },
    quietSecs: () => (monotonic() - last) / 1000,
    end() {
      clearTimeout(wall);
      clearTimeout(stall);
    },
  };
}

const MAX_TIMER_MS = 2 ** 31 - 1;
const toMs = (secs: number) => Math.min(secs * 1000, MAX_TIMER_MS);
