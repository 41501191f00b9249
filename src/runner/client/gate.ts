/**
 * One backoff gate for one remote, shared by all callers: while the remote fails, one caller at a time tries it,
 * and waits grow from `baseMs` to `maxMs` with ±20 % jitter. One success opens the gate for everybody.
 */
import { aborted, monotonic, sleep } from "../clock/sleep.ts";

export interface Gate {
  /** Waits for leave to try; false when the signal fired first. Each `true` needs one `settle` or `release`. */
  enter(signal: AbortSignal): Promise<boolean>;
  settle(reached: boolean, why?: string, retryAfterMs?: number): void;
  /** The call was broken off by its caller, which says nothing about the remote. */
  release(): void;
}

export interface GateOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  readonly random?: () => number;
  /** Called once when the remote begins to fail and once when it answers again. */
  readonly onChange?: (failing: boolean, why: string) => void;
}

/** Pure: the wait after the n-th failure in a row (n from 1), `random` in [0, 1). */
export function backoffMs(failures: number, baseMs: number, maxMs: number, random: number): number {
  const plain = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return plain * (0.8 + 0.4 * random);
}

export function createGate(options: GateOptions): Gate {
  const random = options.random ?? Math.random;
  let failures = 0;
  let openAt = 0;
  let probing: { done: Promise<void>; finish: () => void } | null = null;

  const handOn = () => {
    probing?.finish();
    probing = null;
  };

  return {
    release: handOn,
    async enter(signal) {
      while (failures > 0) {
        if (signal.aborted) return false;
        if (probing !== null) {
          const stop = aborted(signal);
          await Promise.race([probing.done, stop.promise]);
          stop.forget();
          continue;
        }
        let finish = () => {};
        const done = new Promise<void>((resolve) => {
          finish = resolve;
        });
        probing = { done, finish };
        await sleep(openAt - monotonic(), signal);
        if (!signal.aborted) return true;
        handOn();
      }
      return !signal.aborted;
    },
    settle(reached, why = "", retryAfterMs = 0) {
      if (reached) {
        if (failures > 0) options.onChange?.(false, why);
        failures = 0;
      } else {
        failures += 1;
        if (failures === 1) options.onChange?.(true, why);
        const wait = backoffMs(failures, options.baseMs, options.maxMs, random());
        openAt = monotonic() + Math.max(wait, retryAfterMs);
      }
      handOn();
    },
  };
}
