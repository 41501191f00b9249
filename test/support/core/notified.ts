/** A project that tells a phone what nightwatch notices. */
import type { Outcome } from "../../../src/contract/job.ts";
import { ended } from "./ended-job.ts";
import { MemoryProject } from "./memory-project.ts";
import { contextWith } from "./scene.ts";

export const TICK = 60_000;
export const TICKS = 2;
const phone = { name: "phone", kind: "ntfy", url: "https://ntfy.example/t" };
export const fresh = (over = {}) => new MemoryProject(contextWith({ notifiers: [phone], ...over }));
export const WELL = { silent_ms: 1_000, names: ["box"] };
export const RECORDS = { waiting_ms: 1_000, gaps: 0, dead: 0, trouble: null };

/** Jobs of the developer that have ended so, a tick apart. */
export const jobs = (project: MemoryProject, n: number, outcome: Outcome, over = {}): MemoryProject =>
  ended(project, n, TICK, { outcome, seconds: 30, ...over });
