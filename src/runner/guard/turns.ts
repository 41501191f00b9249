/**
 * Whose question is judged when. Judging takes the one thread on which leases are renewed and results brought home, so the
 * questions of a job come one after the other, everything else has its turn between two of them, and a job that asks for
 * longer than any work needs waits: no answer is another for it, only later.
 */
import { setImmediate } from "node:timers/promises";
import { monotonic, sleep } from "../clock/sleep.ts";

/** What a job may take of the thread at once, in milliseconds; it is given back at its share of the time that passes. */
const PURSE_MS = 5_000;
const SHARE = 1 / 10;

export type Turns = <T>(judge: () => T) => Promise<T>;

/** For one job. */
export function takeTurns(purseMs = PURSE_MS): Turns {
  let purse = purseMs;
  let counted = monotonic();
  let before: Promise<unknown> = Promise.resolve();
  const next = async <T>(judge: () => T): Promise<T> => {
    await setImmediate();
    const began = monotonic();
    purse = Math.min(purseMs, purse + (began - counted) * SHARE);
    counted = began;
    if (purse < 0) {
      await sleep(-purse / SHARE);
      return next(judge);
    }
    try {
      return judge();
    } finally {
      purse -= monotonic() - began;
    }
  };
  return (judge) => {
    const mine = before.then(() => next(judge));
    before = mine.catch(() => {});
    return mine;
  };
}
