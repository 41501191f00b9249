/**
 * At start: what a crashed runner left. Its agents are killed by identity (never by a bare pid), then every
 * labelled job directory is removed; directories without the label are not ours and stay.
 */
import { readdirSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import type { LogSink } from "../config/options.ts";
import { killProcesses } from "../spawn/kill.ts";
import type { JobEntry, JobTable } from "./job-table.ts";
import { findJobProcesses, identify, type JobMark } from "./process.ts";
import { labelOf, removeWorkspace } from "./workspace.ts";

export async function reapLeftovers(
  stateDir: string,
  table: JobTable,
  left: JobEntry[],
  log: LogSink,
): Promise<void> {
  for (const entry of left) {
    await killOf({ marker: entry.marker, dir: entry.dir, group: groupOf(entry) }, log);
    table.remove(entry.marker);
  }
  const root = join(realpathSync(stateDir), "work");
  for (const name of listing(root)) {
    const dir = join(root, name);
    const marker = labelOf(stateDir, dir);
    if (marker === null) {
      log({ event: "janitor.kept", level: "warn", reason: `${basename(dir)} has no label of this runner` });
      continue;
    }
    await killOf({ marker, dir, group: null }, log);
    const removed = removeWorkspace(stateDir, dir);
    log({ event: "janitor.reaped", level: removed ? "info" : "error", reason: basename(dir) });
  }
}

async function killOf(mark: JobMark, log: LogSink): Promise<void> {
  const survivors = await killProcesses(() => findJobProcesses(mark));
  if (survivors.length > 0) {
    const pids = survivors.map(({ pid }) => pid).join(", ");
    log({ event: "janitor.survivors", level: "error", reason: `could not kill ${pids} of ${mark.marker}` });
  }
}

/**
 * A group keeps its number while it has members, and the leader's number is not given away meanwhile. So if the
 * leader's pid now belongs to another process, the group is gone.
 */
function groupOf(entry: JobEntry): number | null {
  if (entry.pid === null) return null;
  const now = identify(entry.pid);
  return now === null || now.start === entry.start ? entry.pid : null;
}

function listing(root: string): string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}
