/**
 * What the contract has a word for and this build does nothing with. Whoever builds the room takes its line away; a test
 * holds the list against the sources.
 */
import type { Finding } from "./complaint.ts";
import type { Path } from "./locate.ts";
import { isTable, read, tablesIn } from "./tree.ts";

/** Sections of which no key has an effect. */
export const LATER_SECTIONS = ["nightwatch", "compound_review"] as const;

/** Keys of tables that are otherwise acted on. */
export const LATER_KEYS = [
  ["providers", "hour_usd"],
  ["providers", "day_usd"],
] as const;

export function laterFindings(tree: unknown): Finding[] {
  const found: Finding[] = LATER_SECTIONS.filter((name) => read(tree, [name]) !== undefined).map((name) =>
    note([name], name),
  );
  for (const [list, key] of LATER_KEYS) {
    for (const [index, table] of tablesIn(tree, list).entries())
      if (isTable(table) && Object.hasOwn(table, key)) found.push(note([list, index, key], key));
  }
  return found;
}

const note = (path: Path, name: string): Finding => ({
  code: "not_acted_on",
  severity: "note",
  path,
  aim: "key",
  message: `"${name}": accepted; this build does not act on it yet`,
});
