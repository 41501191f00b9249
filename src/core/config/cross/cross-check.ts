/**
 * What one key cannot know of another: names that must exist, be unique, or differ; numbers that must be in order. Each
 * finding refuses the configuration, in the Worker as in `adf check`; what is only doubtful is in the room beside.
 */
import type { Finding } from "../complaint.ts";
import { agentFindings } from "./agents.ts";
import { forgeFindings } from "./forge.ts";
import { gateFindings } from "./gate.ts";
import { guardFindings } from "./guard.ts";
import { namesIn } from "./names.ts";
import { networkFindings } from "./network.ts";
import { notifierFindings } from "./notifiers.ts";
import { projectFindings } from "./projects.ts";
import { promptFindings } from "./prompts.ts";
import { thresholdFindings } from "./thresholds.ts";

export function crossFindings(tree: unknown): Finding[] {
  const names = namesIn(tree);
  return [
    ...forgeFindings(tree),
    ...projectFindings(tree, names),
    ...agentFindings(names),
    ...gateFindings(tree, names),
    ...guardFindings(tree, names),
    ...networkFindings(names),
    ...notifierFindings(tree, names),
    ...thresholdFindings(tree),
    ...promptFindings(tree, names),
  ];
}
