/**
 * Sends the recorded output to the log store in batches, each at an offset. What counts as sent is what the
 * answer says: it goes on from `next_offset`, forwards or back. A failing store never slows the agent down.
 */
import { closeSync, openSync, readSync } from "node:fs";
import type { LogResponse } from "../../contract/runner.ts";
import type { Answer } from "../client/answer.ts";
import { sleep } from "../clock/sleep.ts";

export interface LogStream {
  grown(): void;
  /** No more will be written: sends the rest. How many bytes were not acknowledged when all was said or `budgetMs` was over. */
  end(budgetMs: number): Promise<number>;
  /** The job is lost: sends nothing more. */
  drop(): void;
}

export interface LogStreamOptions {
  readonly file: string;
  readonly size: () => number;
  readonly send: (offset: number, bytes: Uint8Array, signal: AbortSignal) => Promise<Answer<LogResponse>>;
  readonly batchBytes?: number;
  /** How long a small batch waits for more. */
  readonly latencyMs?: number;
}

export function createLogStream(options: LogStreamOptions): LogStream {
  const batchBytes = options.batchBytes ?? 256 * 1024;
  const latencyMs = options.latencyMs ?? 250;
  const stop = new AbortController();
  let sent = 0;
  /** Nothing beyond this has ever left, whatever a store says that it has. */
  let tried = 0;
  let ending = false;
  let wake = () => {};
  let hurry = new AbortController();

  const waiting = () => options.size() - sent;

  async function pump(): Promise<void> {
    while (!stop.signal.aborted) {
      if (waiting() <= 0) {
        if (ending) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (waiting() < batchBytes && !ending) {
        hurry = new AbortController();
        await sleep(latencyMs, hurry.signal);
      }
      const bytes = readAt(options.file, sent, Math.min(batchBytes, waiting()));
      tried = Math.max(tried, sent + bytes.length);
      const answer = await options.send(sent, bytes, stop.signal);
      if (answer.kind !== "ok") return;
      // A store that says it has more than it was given is wrong; believing it would lose what comes next.
      const next = Math.min(answer.value.next_offset, tried);
      if (next <= sent) await sleep(latencyMs, stop.signal);
      sent = next;
    }
  }
  const done = pump().catch(() => {});

  return {
    grown() {
      wake();
      if (waiting() >= batchBytes) hurry.abort();
    },
    async end(budgetMs) {
      ending = true;
      wake();
      hurry.abort();
      const enough = new AbortController();
      await Promise.race([done, sleep(budgetMs, enough.signal)]);
      enough.abort();
      stop.abort();
      return Math.max(0, waiting());
    },
    drop() {
      stop.abort();
      wake();
      hurry.abort();
    },
  };
}

function readAt(file: string, offset: number, length: number): Uint8Array {
  const handle = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(handle, bytes, 0, length, offset));
  } finally {
    closeSync(handle);
  }
}
