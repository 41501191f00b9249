/** What one job may take of this machine, from the runner's settings and the machine's own size. */
import { totalmem } from "node:os";
import type { Allowance } from "../spawn/resources.ts";
import type { RunnerSettings } from "./options.ts";

/** What all jobs together may hold where nobody said: the machine needs the rest. */
const SHARE = 3 / 4;
/** Below this share of what the runner wants free before it takes a job, the disk counts as full. */
const FULL = 1 / 4;

export function allowanceOf(
  settings: Pick<RunnerSettings, "memoryMb" | "folderMb" | "minFreeMb" | "sampleSecs" | "capacity">,
  memoryBytes = totalmem(),
): Allowance {
  const share = Math.floor((memoryBytes * SHARE) / settings.capacity / 1_048_576);
  return {
    memoryMb: settings.memoryMb === 0 ? share : settings.memoryMb,
    folderMb: settings.folderMb,
    fullMb: settings.minFreeMb * FULL,
    sampleMs: settings.sampleSecs * 1000,
  };
}
