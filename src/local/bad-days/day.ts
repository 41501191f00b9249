/** The bad days of the sample: what happened, how it ended, and whether it ended well. */

export const DAYS = ["reviewer", "ci", "crossing", "stall", "spending", "forge", "log store"] as const;
export type DayName = (typeof DAYS)[number];

export interface Day {
  readonly name: DayName;
  /** What went wrong; null while it has not. */
  readonly happened: string | null;
  /** How it was made good, or who was asked; null while it is not over. */
  readonly ended: string | null;
}

export const isOver = ({ ended }: Day): boolean => ended !== null;

export const TITLES: Readonly<Record<DayName, string>> = {
  reviewer: "a reviewer rejects",
  ci: "CI is red",
  crossing: "two changes meet",
  stall: "an agent stalls",
  spending: "an agent spends too much",
  forge: "the forge is away",
  "log store": "the log store is away",
};
