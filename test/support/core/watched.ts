/** A project under the eyes of nightwatch: its clock, its agents' jobs, and what nightwatch said of them. */
import type { Outcome } from "../../../src/contract/job.ts";
import type { Presence } from "../../../src/core/nightwatch/absence.ts";
import { ended } from "./ended-job.ts";
import type { MemoryProject } from "./memory-project.ts";

export const HOUR = 3_600_000;
export const TICK = 60_000;
export const HERE: Presence = { silent_ms: 1_000, names: ["box"] };
export const events = (project: MemoryProject, prefix = "nightwatch.") =>
  project.journal.map((e) => e.event).filter((e) => e.startsWith(prefix));
export const alerts = (project: MemoryProject) => Object.keys(project.meta.alerts);

/** The developer has done so many jobs that ended so, one every two minutes until now. */
export const did = (project: MemoryProject, n: number, outcome: Outcome, over = {}) =>
  ended(project, n, 2 * TICK, { outcome, ...over });
export function look(project: MemoryProject): void {
  project.now += 5 * TICK;
  project.watch(HERE);
}
