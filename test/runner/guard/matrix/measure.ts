/** The whole matrix, or some of it. */
import { byNature, type Deed, deeds } from "./deeds.ts";
import { COMBINATIONS, type Outcome } from "./layers.ts";
import { runTrials } from "./run.ts";

export interface Measured {
  readonly outcomes: readonly Outcome[];
  readonly nature: readonly Outcome[];
}

const WORKERS = 2;

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
