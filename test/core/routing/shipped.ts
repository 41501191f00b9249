/** The scenario files that come with the product, as the product loads them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatComplaint } from "../../../src/core/routing/complaint.ts";
import { loadScenarios, type ScenarioSet } from "../../../src/core/routing/scenario-set.ts";

export function shippedScenarios(): ScenarioSet {
  const folder = resolve(import.meta.dirname, "../../../routing_scenarios/adf");
  const files = readdirSync(folder).map((name) => ({
    path: name,
    text: readFileSync(join(folder, name), "utf8"),
  }));
  const loaded = loadScenarios(files);
  if (!loaded.ok) throw new Error(loaded.error.map(formatComplaint).join("\n"));
  return loaded.value;
}
