/**
 * `<stateDir>/jobs.json`: the jobs this runner has in hand, written before their processes exist, so that a
 * runner killed at any moment leaves enough for the next start to clean up after it.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

export const JobEntry = z.object({
  job: z.string(),
  epoch: z.int(),
  marker: z.string(),
  /** The job's own directory below `<stateDir>/work`. */
  dir: z.string(),
  pid: z.int().nullable(),
  start: z.string().nullable(),
});
export type JobEntry = z.infer<typeof JobEntry>;

export interface JobTable {
  put(entry: JobEntry): void;
  remove(marker: string): void;
}

export function openJobTable(stateDir: string): { table: JobTable; left: JobEntry[] } {
  const file = join(stateDir, "jobs.json");
  const left = readTable(file);
  // What was being written when the last runner was killed was not yet true.
  rmSync(`${file}.new`, { force: true });
  const entries = new Map(left.map((entry) => [entry.marker, entry]));
  const save = () => {
    writeFileSync(`${file}.new`, `${JSON.stringify([...entries.values()], null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const table: JobTable = {
    put(entry) {
      entries.set(entry.marker, entry);
      save();
    },
    remove(marker) {
      if (entries.delete(marker)) save();
    },
  };
  return { table, left };
}

/** A damaged table is treated as empty: the labels on the directories still tell what to clean. */
function readTable(file: string): JobEntry[] {
  try {
    return z.array(JobEntry).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return [];
  }
}
