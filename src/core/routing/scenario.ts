/** One scenario file as data: a tier, the words that lead to it, and the routes it offers in order of preference. */

import type { Requirement } from "./requirement.ts";

export interface Route {
  /** Lower case. */
  readonly provider: string;
  /** An alias, in the spelling of the route's CLI. */
  readonly model: string;
  /** First word of the action, without its folder: the program a runner must have. */
  readonly cli: string;
  /** Command line with the placeholders `{{ model }}` and `{{ prompt }}`. */
  readonly action: string;
  readonly is_free: boolean;
  readonly line: number;
}

/** A word of a file together with its place, for complaints. */
export interface Placed {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** `example:: text => tier`: what the file's author promises; checked, never matched. */
export interface Example {
  readonly text: string;
  readonly tier: string;
  readonly line: number;
}

export type ScenarioType = "kg_entry" | "document" | "config_document";

export interface Scenario {
  /** The file's name without `.md`: `planning_tier`. */
  readonly tier: string;
  readonly file: string;
  readonly heading: string | null;
  readonly type: ScenarioType;
  /** 0 to 100. */
  readonly priority: number;
  readonly priority_at: Placed;
  readonly synonyms: readonly Placed[];
  readonly routes: readonly Route[];
  /** For people; not matched. */
  readonly trigger: string | null;
  /** Nothing stands in for its routes: where none can be taken, its jobs wait. */
  readonly pinned: boolean;
  readonly requires: Requirement;
  readonly examples: readonly Example[];
}
