import { setTimeout as sleepFor } from "node:timers/promises";

/** Milliseconds to wait before a retry: the base before the first one, then twice as long each time, up to the limit. */
export function pauseBefore(retryNumber, { base = 100, limit = 30_000 } = {}) {
  return Math.min(limit, base * 2 ** retryNumber);
}

/** Calls `work` until it succeeds or has been called `attempts` times; the last error is thrown. */
export async function retry(work, { attempts = 3, sleep = sleepFor, ...pauses } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= attempts) {
        throw error;
      }
      await sleep(pauseBefore(attempt, pauses));
    }
  }
}
