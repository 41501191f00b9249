/** What is remembered of the coordinator's model: whether it is worth asking now, and what people are shown of it. */
import { backoffMs } from "../work/backoff.ts";
import type { PlanRefusal } from "./answer.ts";

export interface Planner {
  /** In a row. */
  readonly failures: number;
  /** Not asked before this: after a failure the choice is made without it for a while. */
  readonly not_before: number;
  /** The last time it was asked and an answer was due; null before that. */
  readonly last: PlanEnd | null;
}

export interface PlanEnd {
  readonly at: number;
  /** `followed`, or why not. */
  readonly outcome: "followed" | "unused" | PlanRefusal;
  /** Evidence for people; "" when it was followed. */
  readonly sentence: string;
}

export const NEW_PLANNER: Planner = { failures: 0, not_before: 0, last: null };

export interface Pause {
  readonly backoff_secs: number;
  readonly backoff_max_secs: number;
}

export const afterFollowed = (now: number): Planner => ({
  failures: 0,
  not_before: 0,
  last: { at: now, outcome: "followed", sentence: "" },
});

/** What became stale while the model thought is not the model's fault, and costs it no pause. */
export function afterRefused(
  { failures }: Planner,
  outcome: Exclude<PlanEnd["outcome"], "followed">,
  sentence: string,
  now: number,
  pause: Pause,
): Planner {
  const last = { at: now, outcome, sentence };
  if (outcome === "not_ready" || outcome === "unused") return { failures, not_before: 0, last };
  const pause_ms = backoffMs(failures + 1, pause.backoff_secs, pause.backoff_max_secs);
  return { failures: failures + 1, not_before: now + pause_ms, last };
}
