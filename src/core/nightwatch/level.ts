/** From drift to a level, by the thresholds of `[nightwatch]`; and the correction that belongs to each. */
import type { OrchestratorConfig } from "../../contract/config.ts";

export type Level = "minor" | "moderate" | "severe" | "critical";

/** From mild to hard. Each takes in the ones before it. */
export const STEPS = ["noted", "fresh", "paused", "escalated"] as const;
export type Step = (typeof STEPS)[number];

/** Null: well. */
export function levelOf(drift: number, at: OrchestratorConfig["nightwatch"]): Level | null {
  if (drift >= at.critical_drift) return "critical";
  if (drift >= at.severe_drift) return "severe";
  if (drift >= at.moderate_drift) return "moderate";
  return drift >= at.minor_drift && drift > 0 ? "minor" : null;
}

const STEP_OF: Readonly<Record<Level, Step>> = {
  minor: "noted",
  moderate: "fresh",
  severe: "paused",
  critical: "escalated",
};

/**
 * What is done about `level`, where `before` was done already and the jobs since then are what is judged: an agent that
 * was corrected and is not well gets the next harder correction. A minor drift never costs more than a note.
 */
export function stepFor(level: Level, before: Step | null): Step {
  const asked = STEP_OF[level];
  if (level === "minor" || before === null || before === "noted") return asked;
  const next = STEPS[Math.min(STEPS.indexOf(before) + 1, STEPS.length - 1)] ?? "escalated";
  return STEPS.indexOf(next) > STEPS.indexOf(asked) ? next : asked;
}
