/** The locks that the tables of jobs have, for a project without tables. */
import { HELD, type Job, LIVE } from "../../../src/core/work/job.ts";

/** Thrown where SQLite would refuse the transaction. */
export class LockViolated extends Error {}

export function checkLocks(jobs: Iterable<Job>, put: Job): void {
  const [live, held] = [LIVE.has(put.state), HELD.has(put.state)];
  for (const j of jobs) {
    if (j.id === put.id) continue;
    if (live && LIVE.has(j.state) && j.item === put.item && (j.gate ?? "") === (put.gate ?? ""))
      throw new LockViolated(`two live jobs for ${put.item}`);
    if (held && HELD.has(j.state) && j.agent === put.agent && j.slot === put.slot)
      throw new LockViolated(`two jobs in slot ${put.slot} of ${put.agent}`);
    if (put.request_key !== null && j.request_key === put.request_key)
      throw new LockViolated(`two jobs for the request ${put.request_key}`);
  }
}
