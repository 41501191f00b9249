/** The groups of a compound review: which of them look at a day, and who does it. */
import { CompoundGroup } from "../../contract/compound.ts";
import type { AgentConfig } from "../../contract/config.ts";

/** What a person sees when the program runs. */
const VISUAL =
  /\.(?:css|scss|sass|less|html?|svg|tsx|jsx|vue|svelte|astro|png|jpe?g|gif|webp|avif|ico|woff2?)$/i;

export const isVisual = (file: string): boolean => VISUAL.test(file);

export interface Wanted {
  readonly group: CompoundGroup;
  /** Why it is not looked at; null when it is. */
  readonly skipped: string | null;
}

export const groupsFor = (files: readonly string[]): readonly Wanted[] =>
  CompoundGroup.options.map((group) => ({
    group,
    skipped: group === "design" && !files.some(isVisual) ? "nothing that is seen has changed" : null,
  }));

/**
 * Who reviews: the project's reviewers in turn, in the order of the configuration; where it has none, whoever is a gate of its
 * pull requests. Empty when nobody is.
 */
export function reviewersOf(
  agents: readonly AgentConfig[],
  gates: readonly string[],
): readonly AgentConfig[] {
  const enabled = agents.filter((agent) => agent.enabled);
  const reviewers = enabled.filter((agent) => agent.role === "reviewer");
  return reviewers.length > 0 ? reviewers : enabled.filter((agent) => gates.includes(agent.name));
}
