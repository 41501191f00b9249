/** Reading Results in tests: the value or a clear error; the reason of an expected failure. */
import type { FailureReason, ForgeFailure } from "../../src/forge/client.ts";

type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ForgeFailure };

export const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`The forge refused: ${result.error.reason}, ${result.error.detail}`);
  return result.value;
};

export const reason = (result: Result<unknown>): FailureReason => {
  if (result.ok) throw new Error(`The forge accepted what it should refuse: ${JSON.stringify(result.value)}`);
  return result.error.reason;
};

/** Repeats `read` until `done` holds. For what the forge does in its own time after it has answered. */
export async function until<T>(
  what: string,
  read: () => Promise<T>,
  done: (value: T) => boolean,
): Promise<T> {
  const end = Date.now() + 25_000;
  for (;;) {
    const now = await read();
    if (done(now)) return now;
    if (Date.now() > end) throw new Error(`Not within 25 s: ${what}. Last: ${JSON.stringify(now)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
