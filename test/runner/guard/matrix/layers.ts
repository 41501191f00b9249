/** The layers that stand between a command and the machine, and the ways to switch them on together. */
export const LAYERS = ["sandbox", "shim", "hook"] as const;
export type Layer = (typeof LAYERS)[number];

/** Named as in the table. */
export const COMBINATIONS: Readonly<Record<string, readonly Layer[]>> = {
  none: [],
  sandbox: ["sandbox"],
  shim: ["shim"],
  hook: ["hook"],
  "sandbox + shim": ["sandbox", "shim"],
  "sandbox + hook": ["sandbox", "hook"],
  "shim + hook": ["shim", "hook"],
  all: ["sandbox", "shim", "hook"],
};

/** One line to be run with some layers on. */
export interface Trial {
  readonly class: string;
  readonly command: string;
  readonly combination: string;
}

export interface Outcome extends Trial {
  /** What was found to be harmed afterwards; empty when nothing got through. */
  readonly harm: readonly string[];
  /** What the hook said, when it refused and nothing was run. */
  readonly refused: string | null;
  readonly milliseconds: number;
}
