/** The ledger of a project, added up once more from its jobs. */

import type { Tally } from "../../../src/core/spend/tally.ts";
import { HELD, type Job } from "../../../src/core/work/job.ts";

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-3;

/** Every tally is the sum of the jobs that were claimed under it: nothing is forgotten, and nothing counted twice. Throws. */
export function checkLedger(jobs: Iterable<Job>, tallies: ReadonlyMap<string, Tally>): void {
  const sums = new Map<string, { attempts: number; reserved: number; usd: number }>();
  for (const job of jobs) {
    if ((job.epoch !== null) !== (job.reserve !== undefined))
      throw new Error(`${job.id} was claimed without a reserve`);
    if (HELD.has(job.state) === (job.spent !== undefined) && job.epoch !== null)
      throw new Error(`${job.id} is ${job.state} and ${job.spent === undefined ? "not " : ""}settled`);
    for (const key of job.reserve?.tallies ?? []) {
      const sum = sums.get(key) ?? { attempts: 0, reserved: 0, usd: 0 };
      sum.attempts += 1;
      sum.reserved += job.spent === undefined ? (job.reserve?.usd ?? 0) : 0;
      sum.usd += job.spent?.usd ?? 0;
      sums.set(key, sum);
    }
  }
  for (const [key, tally] of tallies) {
    const sum = sums.get(key);
    if (
      sum === undefined ||
      sum.attempts !== tally.attempts ||
      !near(sum.reserved, tally.reserved_usd) ||
      !near(sum.usd, tally.usd)
    )
      throw new Error(
        `the tally ${key} is ${JSON.stringify(tally)}, and its jobs make ${JSON.stringify(sum)}`,
      );
  }
}
