/**
 * `<stateDir>/status.json`: what an installed runner says of itself, for `adf runner status` and the upgrade. Times
 * are this machine's, for people on this machine; nothing is decided by them but how long ago something was.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { LogRecord } from "../../contract/log.ts";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { BUILD } from "../config/build.ts";

export const RunnerStatus = z.strictObject({
  build: z.string(),
  contract: z.int(),
  pid: z.int(),
  started_ms: z.number(),
  /** The Worker's last answer to a claim; null before the first. */
  contact_ms: z.number().nullable(),
  /** Why it takes no jobs now; null when it does. */
  trouble: z.string().nullable(),
  /** What the janitor has removed since the start: how many things, and the last of them; null before the first. */
  removed: z.strictObject({ count: z.int(), last: z.string() }).nullable().default(null),
});
export type RunnerStatus = z.infer<typeof RunnerStatus>;

export function parseStatus(text: string | null): RunnerStatus | null {
  if (text === null) return null;
  try {
    return RunnerStatus.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export interface StatusKeeper {
  contact(): void;
  heard(record: LogRecord): void;
}

const MENDED: readonly string[] = ["runner.taking", "runner.worker_reached"];

/** Contacts are written at most every five seconds: a busy runner asks more often than anybody looks. */
export function keepStatus(stateDir: string, now: () => number): StatusKeeper {
  const file = join(stateDir, "status.json");
  let status: RunnerStatus = {
    build: BUILD,
    contract: CONTRACT_VERSION,
    pid: process.pid,
    started_ms: now(),
    contact_ms: null,
    trouble: null,
    removed: null,
  };
  const write = (change: Partial<RunnerStatus>) => {
    status = { ...status, ...change };
    try {
      const fresh = `${file}.${process.pid}.new`;
      writeFileSync(fresh, `${JSON.stringify(status)}\n`, { mode: 0o600 });
      renameSync(fresh, file);
    } catch {
      // A full disk is told by the runner itself; a status that cannot be written stops no job.
    }
  };
  return {
    contact() {
      const at = now();
      if (status.contact_ms === null || at - status.contact_ms >= 5_000) write({ contact_ms: at });
    },
    heard(record) {
      if (record.event === "runner.started") write({});
      else if (record.event === "janitor.removed")
        write({ removed: { count: (status.removed?.count ?? 0) + 1, last: record.reason ?? "" } });
      else if (MENDED.includes(record.event)) write({ trouble: null });
      else if (record.event.startsWith("runner.") && record.level !== "info") {
        write({ trouble: record.reason ?? record.event });
      }
    },
  };
}
