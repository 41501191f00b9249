/** Pairs of numbers of which the first must not be above the second. */
import { OrchestratorConfig } from "../../../contract/config.ts";
import type { Finding } from "../complaint.ts";
import { read } from "../tree.ts";

type Section = "nightwatch" | "limits" | "budget";

/** Section, smaller, larger, and what happens otherwise. */
export type Pair = readonly [Section, string, string, string];

export function outOfOrder(tree: unknown, pairs: readonly Pair[]): Finding[] {
  return pairs.flatMap(([section, smaller, larger, otherwise]): Finding[] => {
    const low = numberAt(tree, section, smaller);
    const high = numberAt(tree, section, larger);
    if (low === null || high === null || low <= high) return [];
    // The one that a person wrote is the one to point at.
    const key = read(tree, [section, smaller]) === undefined ? larger : smaller;
    const message = `${smaller} is ${low} and ${larger} is ${high}: ${otherwise}`;
    return [{ code: "value", path: [section, key], message, expected: `${smaller} at most ${larger}` }];
  });
}

function numberAt(tree: unknown, section: Section, key: string): number | null {
  const written = read(tree, [section, key]);
  if (typeof written === "number") return written;
  const defaults: Record<string, unknown> = OrchestratorConfig.shape[section].parse(undefined);
  const value = written === undefined ? defaults[key] : undefined;
  return typeof value === "number" ? value : null;
}
