/**
 * The shipped scenarios, held to what people mean by their words: texts without a role go by their words, and every role
 * keeps its tier over every issue of the sample, whatever the issue says.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OrchestratorConfig } from "../../../src/contract/config.ts";
import { Role } from "../../../src/contract/job.ts";
import { route } from "../../../src/core/routing/route.ts";
import { SAMPLE_ISSUES } from "../../../src/local/sample/issues.ts";
import { shippedScenarios } from "./shipped.ts";

const scenarios = shippedScenarios();
const CASES = readFileSync(new URL("conformance.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => {
    const at = line.lastIndexOf(" => ");
    return { text: line.slice(0, at), tier: line.slice(at + 4) };
  });
const ask = (text: string, role: Role | null, default_tier: string | null) => {
  const answer = route({ text, role, default_tier, scenarios, healthy: () => true, clis: null });
  return answer.ok ? answer.value : answer.error;
};

const ROLES = Role.options;

describe("the shipped scenarios", () => {
  it.each(CASES)("$text → $tier", ({ text, tier }) => {
    const { tier: taken, matched } = ask(text, null, null);
    expect(matched.length === 0 ? "none" : taken).toBe(tier);
  });

  const tiers = OrchestratorConfig.shape.routing.parse({}).default_tiers;
  it.each(
    ROLES.flatMap((role) =>
      SAMPLE_ISSUES.map(({ key, title, body }) => ({ role, key, text: `${title}\n${body}` })),
    ),
  )("the $role keeps its tier for the issue $key", ({ role, text }) => {
    const own = tiers[role];
    const decision = ask(text, role, own);
    expect(decision.tier).toBe(own);
    // What the words alone would have said is not lost.
    const words = ask(text, null, null);
    if (words.matched.length > 0 && words.tier !== own) expect(decision.reason).toContain(words.tier);
  });

  it("are asked in at least 150 cases", () => {
    expect(CASES.length + ROLES.length * SAMPLE_ISSUES.length).toBeGreaterThanOrEqual(150);
  });
});
