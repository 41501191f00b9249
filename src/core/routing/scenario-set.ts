/**
 * A folder of scenario files as one thing that can be routed with: tiers by priority, the automaton over all their
 * synonyms, and a version that names the content. Files without a route are prose and are skipped. A set with an
 * error is refused as a whole, with every complaint: half a routing table would decide silently and wrongly.
 */
import { err, ok, type Result } from "../result.ts";
import { checkSet } from "./check-set.ts";
import type { Complaint } from "./complaint.ts";
import { fingerprint } from "./fingerprint.ts";
import { fold } from "./fold.ts";
import { buildMatcher, MAX_KEYWORDS, type Matcher } from "./matcher.ts";
import { parseScenario } from "./parse-scenario.ts";
import type { Scenario } from "./scenario.ts";

/** As the Worker bundles it or the command line reads it from a folder. */
export interface ScenarioFile {
  readonly path: string;
  readonly text: string;
}

/** Stands in place of a file's path in what is said of all files together. */
export const SCENARIOS = "routing_scenarios";

export interface ScenarioSet {
  /** Changes when, and only when, a file's content does. */
  readonly version: string;
  /** Highest priority first. */
  readonly scenarios: readonly Scenario[];
  readonly matcher: Matcher;
  /** Which tier a folded synonym leads to. */
  readonly tier_of: ReadonlyMap<string, string>;
  readonly warnings: readonly Complaint[];
}

export function loadScenarios(files: readonly ScenarioFile[]): Result<ScenarioSet, readonly Complaint[]> {
  const complaints: Complaint[] = [];
  const scenarios: Scenario[] = [];
  const routed: ScenarioFile[] = [];
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const parsed = parseScenario(file.path, file.text);
    complaints.push(...parsed.complaints);
    if (parsed.scenario.routes.length === 0) continue;
    scenarios.push(parsed.scenario);
    routed.push(file);
  }
  scenarios.sort((a, b) => b.priority - a.priority || (a.tier < b.tier ? -1 : 1));
  const tier_of = new Map<string, string>();
  for (const scenario of scenarios) {
    for (const { text } of scenario.synonyms)
      if (!tier_of.has(fold(text))) tier_of.set(fold(text), scenario.tier);
  }
  if (scenarios.length === 0) {
    complaints.push(
      whole("no scenario file with a route; routing needs at least one `route:: provider, model`"),
    );
  }
  if (tier_of.size > MAX_KEYWORDS)
    complaints.push(whole(`${tier_of.size} synonyms; at most ${MAX_KEYWORDS} are allowed`));
  if (complaints.some((one) => one.severity === "error"))
    return err([...complaints, ...checkSet(scenarios, null)]);
  const set: ScenarioSet = {
    version: fingerprint(routed.map((file) => file.text)),
    scenarios,
    matcher: buildMatcher(tier_of.keys()),
    tier_of,
    warnings: [],
  };
  complaints.push(...checkSet(scenarios, set));
  return complaints.some((one) => one.severity === "error")
    ? err(complaints)
    : ok({ ...set, warnings: complaints });
}

const whole = (message: string): Complaint => ({
  severity: "error",
  file: SCENARIOS,
  line: 1,
  column: 1,
  message,
  source: "",
});
