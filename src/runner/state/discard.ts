/** The end of a job's directory: no process of the job lives, and the directory is gone. What could not be done is said. */
import { basename } from "node:path";
import type { LogSink } from "../config/options.ts";
import { killProcesses } from "../spawn/kill.ts";
import { findJobProcesses, type JobMark } from "./process.ts";
import { relabel, removeWorkspace } from "./workspace.ts";

/** Whether the directory is gone. Never throws: the janitor tries again, and the next start does. */
export async function discard(stateDir: string, mark: JobMark, log: LogSink): Promise<boolean> {
  const stuck = (why: string) => {
    log({ event: "janitor.stuck", level: "error", reason: `job ${basename(mark.dir)}: ${why}` });
    return false;
  };
  await endProcesses(mark, log);
  try {
    relabel(stateDir, mark.dir, mark.marker);
    return (
      (await removeWorkspace(stateDir, mark.dir)) || stuck("what is there is not the directory that was made")
    );
  } catch (cause) {
    return stuck((cause as Error).message);
  }
}

/** Kills what still lives of a job, by identity and never by a bare pid. */
export async function endProcesses(mark: JobMark, log: LogSink): Promise<void> {
  const survivors = await killProcesses(() => findJobProcesses(mark));
  if (survivors.length === 0) return;
  const pids = survivors.map(({ pid }) => pid).join(", ");
  log({ event: "janitor.survivors", level: "error", reason: `could not kill ${pids} of ${mark.marker}` });
}
