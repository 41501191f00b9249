/** An ending a person can act on; the same three sentences in the single file and in `adf`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** Exit statuses: those of `adf` with the same meaning. */
export const PROBLEM_CODES = { no: 1, usage: 2, unreachable: 3, refused: 4 } as const;
export type ProblemCode = keyof typeof PROBLEM_CODES;

export const problem = (code: ProblemCode, what: string, why: string, next: string): Problem => ({
  code,
  what,
  why,
  next,
});

export const formatProblem = ({ what, why, next }: Problem): string =>
  [
    `adf: ${what}`,
    `  why:  ${why.replaceAll("\n", "\n        ")}`,
    `  next: ${next.replaceAll("\n", "\n        ")}`,
  ].join("\n");
