/**
 * What only the whole folder can get wrong: the order of the tiers, one synonym in two files, one tier in two files, an
 * example that lands elsewhere. Implementation must outrank review, because a developer's text often contains "review".
 */
import type { Complaint } from "./complaint.ts";
import { fold } from "./fold.ts";
import type { Placed, Scenario } from "./scenario.ts";
import type { ScenarioSet } from "./scenario-set.ts";
import { pickTier } from "./tier.ts";

/** Each must have a higher priority than the next. */
export const TIER_ORDER = ["planning_tier", "implementation_tier", "review_tier"] as const;

/** `set` is null where the files have errors already; examples are then not tried. */
export function checkSet(scenarios: readonly Scenario[], set: ScenarioSet | null): Complaint[] {
  return [...tierTwice(scenarios), ...order(scenarios), ...claims(scenarios), ...(set ? examples(set) : [])];
}

function tierTwice(scenarios: readonly Scenario[]): Complaint[] {
  const first = new Map<string, Scenario>();
  return scenarios.flatMap((scenario) => {
    const other = first.get(scenario.tier);
    if (other === undefined) first.set(scenario.tier, scenario);
    const place = { text: scenario.heading ?? "", line: 1, column: 1 };
    return other === undefined
      ? []
      : [
          complain(
            "error",
            scenario,
            place,
            `${other.file} already defines ${scenario.tier}; rename one of the files`,
          ),
        ];
  });
}

function order(scenarios: readonly Scenario[]): Complaint[] {
  const present = TIER_ORDER.flatMap((tier) => scenarios.find((scenario) => scenario.tier === tier) ?? []);
  return present.slice(1).flatMap((lower, index) => {
    const upper = present[index];
    if (upper === undefined || upper.priority > lower.priority) return [];
    const message =
      `${lower.tier} has priority ${lower.priority} and must stay below ${upper.tier} with ${upper.priority}: ` +
      "the order is planning, implementation, review";
    return [complain("error", lower, lower.priority_at, message)];
  });
}

function claims(scenarios: readonly Scenario[]): Complaint[] {
  const owner = new Map<string, { scenario: Scenario; line: number }>();
  return scenarios.flatMap((scenario) =>
    scenario.synonyms.flatMap((synonym) => {
      const key = fold(synonym.text);
      const first = owner.get(key);
      if (first === undefined) {
        owner.set(key, { scenario, line: synonym.line });
        return [];
      }
      const same = first.scenario === scenario;
      const message = same
        ? `"${synonym.text}" stands on line ${first.line} already`
        : `"${synonym.text}" is claimed by ${first.scenario.file}:${first.line} too; keep it in one of the two files`;
      return [complain(same ? "warning" : "error", scenario, synonym, message)];
    }),
  );
}

function examples(set: ScenarioSet): Complaint[] {
  return set.scenarios.flatMap((scenario) =>
    scenario.examples.flatMap((example) => {
      const { tier } = pickTier(example.text, set);
      if (tier === example.tier) return [];
      const message = `this example lands in ${tier ?? "no tier"}, not in ${example.tier}; change a synonym or the example`;
      return [complain("error", scenario, { ...example, column: 1 }, message)];
    }),
  );
}

function complain(
  severity: Complaint["severity"],
  scenario: Scenario,
  at: Placed,
  message: string,
): Complaint {
  return { severity, file: scenario.file, line: at.line, column: at.column, message, source: at.text };
}
