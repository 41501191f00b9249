/**
 * What the contract has a word for and this build does nothing with. Whoever builds the room takes its line away; a test
 * holds the list against the sources.
 */
import type { Finding } from "./complaint.ts";
import type { Path } from "./locate.ts";
import { read } from "./tree.ts";

/** Sections of which no key has an effect. */
export const LATER_SECTIONS: readonly string[] = [];

export function laterFindings(tree: unknown): Finding[] {
  return LATER_SECTIONS.filter((name) => read(tree, [name]) !== undefined).map((name) => note([name], name));
}

const note = (path: Path, name: string): Finding => ({
  code: "not_acted_on",
  severity: "note",
  path,
  aim: "key",
  message: `"${name}": accepted; this build does not act on it yet`,
});
