/** What parent and child say to one another. */

/** Replace the characters [start, end) of a file. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Candidate {
  readonly id: number;
  readonly edits: readonly Edit[];
}

export interface Job {
  readonly root: string;
  readonly files: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly coverage: boolean;
  /** Inserted into every candidate where its own edits leave room. */
  readonly counters: readonly Edit[];
  readonly turns: TurnLimits;
}

/** How many turns all loops of a candidate may take together; the unchanged sources, when they run, say it anew. */
export interface TurnLimits {
  readonly most: number;
  readonly least: number;
  readonly factor: number;
}

export const TURN_LIMITS: TurnLimits = { most: 1_000_000, least: 2_000, factor: 20 };

/** [start, end, count] of a source range; the innermost one around a position says whether it ran. */
export type Range = readonly [number, number, number];
export type Ranges = Readonly<Record<string, readonly Range[]>>;

export type Line =
  | { readonly kind: "begun"; readonly id: number }
  | { readonly kind: "turns"; readonly count: number }
  | {
      readonly kind: "spectrum";
      readonly test: string;
      /** The test file, below the root. */
      readonly from: string;
      readonly passed: boolean;
      readonly files: Ranges;
    }
  | { readonly kind: "loaded"; readonly files: Ranges };

/** From the reporter, for each finished test; nesting 0 is the candidate itself. */
export interface Finished {
  readonly kind: "finished";
  readonly name: string;
  readonly nesting: number;
  readonly suite: boolean;
  readonly passed: boolean;
}
