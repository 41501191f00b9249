/** What the Worker uses of an account, counted where the platform counts it: calls of objects, rows, operations of queues. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { Bench } from "./bench.ts";
import { stub } from "./factory.ts";

export interface Usage {
  /** Requests, firings of a cron and runs of a queue's consumer. */
  readonly invocations: number;
  /** Calls of Durable Objects, and their alarms. */
  readonly object_requests: number;
  readonly rows_read: number;
  readonly rows_written: number;
  /** A message is written, read and deleted. */
  readonly queue_operations: number;
  /** The most requests to the forge that one run of a consumer made. */
  readonly subrequests: number;
}

/** Counts from now on; `invoke` runs what somebody outside began, `ring` an alarm. */
export async function countUsage(bench: Bench) {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const count = { invoked: 0, calls: 0, alarms: 0 };
  await runInDurableObject(stub(), (_, { storage }) => {
    const sql: SqlStorage = Object.getPrototypeOf(storage.sql);
    const { exec } = sql;
    vi.spyOn(sql, "exec").mockImplementation(function (this: SqlStorage, ...given) {
      const cursor = exec.apply(this, given);
      cursors.push(cursor);
      return cursor as never;
    });
    const kept: DurableObjectStorage = Object.getPrototypeOf(storage);
    const { setAlarm } = kept;
    vi.spyOn(kept, "setAlarm").mockImplementation(function (this: DurableObjectStorage, ...given) {
      count.alarms += 1;
      return setAlarm.apply(this, given);
    });
  });
  const namespace: typeof env.PROJECT = Object.getPrototypeOf(env.PROJECT);
  const { getByName } = namespace;
  vi.spyOn(namespace, "getByName").mockImplementation(function (this: typeof env.PROJECT, ...given) {
    const found = getByName.apply(this, given);
    return new Proxy(found, {
      get: (target, name) => {
        const member = Reflect.get(target, name, target);
        if (typeof member !== "function" || name === "constructor") return member;
        return (...args: unknown[]) => {
          count.calls += 1;
          return Reflect.apply(member, target, args);
        };
      },
    });
  });
  const before = { runs: bench.invocations.length, sent: bench.sent };
  return {
    invoke: async <T>(act: () => Promise<T>): Promise<T> => {
      count.invoked += 1;
      return act();
    },
    async ring() {
      if (await bench.ringProject()) count.calls += 1;
    },
    used(): Usage {
      const runs = bench.invocations.slice(before.runs);
      return {
        invocations: count.invoked + runs.length,
        object_requests: count.calls,
        rows_read: cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0),
        rows_written: cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, count.alarms),
        queue_operations: 3 * (bench.sent - before.sent),
        subrequests: Math.max(0, ...runs.map((run) => run.requests)),
      };
    },
  };
}
