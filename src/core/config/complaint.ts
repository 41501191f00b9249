/** What is said of a configuration: where it is, what is wrong, what was expected, and the nearest right thing. */

/** What the Worker can say: it has no excerpts, and what it refuses was to be refused by `adf check` before. */
export interface Refusal {
  /** A dotted path of keys (`agents.0.role`), or line and column for broken TOML. */
  readonly at: string;
  readonly message: string;
}

export interface Complaint extends Refusal {
  /** An error refuses the file; a warning is probably a mistake; a note only tells. */
  readonly severity: "error" | "warning" | "note";
  /** Stable, for scripts. */
  readonly code: Code;
  /** Both count from 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** How many units the caret underlines. */
  readonly length: number;
  /** The line, with anything that looks like a secret blotted out; empty when the place is the whole file. */
  readonly source: string;
  /** What would be right here; empty when the message says it. */
  readonly expected: string;
  /** The right spelling nearest to what was written; empty when none is near. */
  readonly nearest: string;
  /** What to do; empty when the rest says it. May have several lines. */
  readonly help: string;
}

export type Code =
  | "syntax"
  | "secret"
  | "placeholder"
  | "unknown_key"
  | "missing"
  | "type"
  | "value"
  | "duplicate"
  | "reference"
  | "schedule"
  | "pinned_model"
  | "template"
  | "doubtful"
  | "predecessor"
  | "not_acted_on";

/** A complaint before its place in the text is looked up. */
export interface Finding {
  readonly code: Code;
  readonly severity?: Complaint["severity"];
  readonly path: readonly (string | number)[];
  /** Whether the caret stands under the key or the value; the value where there is one, unless said otherwise. */
  readonly aim?: "key" | "value";
  /** Within a text: the nth `{{` of it, from 0, and how much the caret underlines. */
  readonly tag?: { readonly nth: number; readonly length: number };
  readonly message: string;
  readonly expected?: string;
  readonly nearest?: string | null;
  readonly help?: string;
}

/** As it would be written in the file. */
export const literal = (name: string | null | undefined): string | null =>
  name === null || name === undefined ? null : JSON.stringify(name);
