/** The whole matrix, or some of it. */
import { availableParallelism } from "node:os";
import { byNature, type Deed, deeds } from "./deeds.ts";
import { COMBINATIONS, type Outcome } from "./layers.ts";
import { runTrials } from "./run.ts";

export interface Measured {
  readonly outcomes: readonly Outcome[];
  readonly nature: readonly Outcome[];
}

/** One more than there are cores: a line waits for its programs more than it counts. */
const WORKERS = availableParallelism() + 1;

export async function measure(): Promise<Measured> {
  const all = await tryAll([...deeds(1), ...byNature()], Object.keys(COMBINATIONS));
  const isNature = (one: Outcome) => one.class === "nature";
  return { outcomes: all.filter((one) => !isNature(one)), nature: all.filter(isNature) };
}

/** With the hook last: what it refuses leaves the victims as they are for the next. */
export const tryAll = (
  lines: readonly Deed[],
  combinations: readonly string[],
): Promise<readonly Outcome[]> =>
  runTrials(
    lines.map((deed) => combinations.map((combination) => ({ ...deed, combination }))),
    WORKERS,
  );
