/**
 * At start: what a crashed runner left. Its agents are killed by identity (never by a bare pid), then every
 * labelled job directory is removed, and every empty one; others without the label are not ours and stay.
 */
import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { LogSink } from "../config/options.ts";
import { discard, endProcesses } from "./discard.ts";
import type { JobEntry, JobTable } from "./job-table.ts";
import { identify } from "./process.ts";
import { isInPlace, labelOf, removeWorkspace } from "./workspace.ts";

/** What cannot be removed is said, and keeps its entry in the table: it must not keep the runner from its start. */
export async function reapLeftovers(
  stateDir: string,
  table: JobTable,
  left: JobEntry[],
  log: LogSink,
): Promise<void> {
  for (const entry of left)
    await endProcesses({ marker: entry.marker, dir: entry.dir, group: groupOf(entry) }, log);
  // The table's word is as good as the label, which an agent outside a sandbox can take away.
  const known = new Map(left.map(({ dir, marker }) => [dir, marker]));
  const root = join(realpathSync(stateDir), "work");
  for (const name of listing(root)) {
    const dir = join(root, name);
    const marker = known.get(dir) ?? labelOf(stateDir, dir);
    const mark = marker === null ? null : { marker, dir, group: null };
    if (mark === null ? await removeWorkspace(stateDir, dir) : await discard(stateDir, mark, log))
      log({ event: "janitor.reaped", level: "info", reason: name });
    else if (mark === null)
      log({ event: "janitor.kept", level: "warn", reason: `${name} has no label of this runner` });
  }
  for (const { marker, dir } of left) if (!isInPlace(stateDir, dir)) table.remove(marker);
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
