import { describe, expect, it } from "vitest";
import { Role } from "../../../src/contract/job.ts";
import { type RouteInput, route } from "../../../src/core/routing/route.ts";
import fc from "../../support/fast-check.ts";
import { shippedScenarios } from "./shipped.ts";

const scenarios = shippedScenarios();
const ROLE_TIER = {
  coordinator: "planning_tier",
  developer: "implementation_tier",
  reviewer: "review_tier",
  qa: "review_tier",
};
const base: RouteInput = {
  text: "",
  role: null,
  default_tier: null,
  scenarios,
  healthy: () => true,
  clis: null,
};
const decide = (input: Partial<RouteInput>) => {
  const decision = route({ ...base, ...input });
  if (!decision.ok) throw new Error(decision.error.reason);
  return decision.value;
};
const without =
  (...providers: string[]) =>
  (provider: string) =>
    !providers.includes(provider);

describe("a text without a role", () => {
  it.each([
    ["verify the project compiles", "review_tier"],
    ["assess the latest run", "review_tier"],
    ["decode the message", "review_tier"],
    ["check prefix handling", "review_tier"],
    ["compare two approaches", "review_tier"],
    ["summarise the process", "review_tier"],
    ["verify the outcome of the latest run", "review_tier"],
    ["validate these 14 tests", "review_tier"],
    ["fix the deadlock in the pool", "implementation_tier"],
    ["implement fleet health page", "implementation_tier"],
    ["Implement paging and ask for a code review", "implementation_tier"],
    ["refactor, then verify", "implementation_tier"],
    ["create a plan to fix the deadlock", "planning_tier"],
    ["Architecture design of the new store, then review it", "planning_tier"],
    ["expression tree", "implementation_tier"],
    ["", "implementation_tier"],
  ])("%j goes to %s", (text, tier) => {
    expect(decide({ text }).tier).toBe(tier);
  });

  it("keeps the words that matched with their places, and the tiers that lost with theirs", () => {
    expect(decide({ text: "Review the plan: fix it, fix all" })).toMatchObject({
      tier: "implementation_tier",
      priority: 50,
      matched: [
        { term: "review", tier: "review_tier", offset: 0 },
        { term: "fix", tier: "implementation_tier", offset: 17 },
        { term: "fix", tier: "implementation_tier", offset: 25 },
      ],
      losers: [{ tier: "review_tier", priority: 40, matched: ["review"] }],
    });
  });
});

describe("a role", () => {
  it("decides the tier whatever the text says", () => {
    const words = [...scenarios.tier_of.keys()];
    const text = fc
      .array(fc.constantFrom(...words, "the", "\n"), { maxLength: 12 })
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(text, fc.constantFrom(...Role.options), (said, role) => {
        expect(decide({ text: said, role, default_tier: ROLE_TIER[role] }).tier).toBe(ROLE_TIER[role]);
      }),
      { numRuns: 500 },
    );
  });

  it("still records what the words would have said", () => {
    const decision = decide({ text: "fix the deadlock", role: "reviewer", default_tier: "review_tier" });
    expect(decision.losers).toEqual([
      { tier: "implementation_tier", priority: 50, matched: ["fix", "deadlock"] },
    ]);
    expect(decision.reason).toContain("The words alone would say implementation_tier.");
  });
});

describe("the route", () => {
  it.each([
    ["planning_tier", "claude", "anthropic", "opus"],
    ["implementation_tier", "claude", "anthropic", "sonnet"],
    ["review_tier", "claude", "anthropic", "haiku"],
  ])("of %s is first of all %s with %s %s", (tier, cli, provider, model) => {
    expect(decide({ default_tier: tier })).toMatchObject({
      cli,
      provider,
      model,
      fallback: false,
      skipped: [],
      source: "scenario",
    });
  });

  it("passes over an unhealthy provider, and says so", () => {
    expect(
      decide({ default_tier: "implementation_tier", healthy: without("anthropic", "kimi") }),
    ).toMatchObject({
      provider: "openai",
      model: "gpt-5.4",
      cli: "codex",
      fallback: true,
      skipped: [
        { provider: "anthropic", model: "sonnet", cli: "claude", reason: "provider_unhealthy" },
        { provider: "kimi", cli: "opencode", reason: "provider_unhealthy" },
      ],
    });
  });

  it("on a machine without a model is the embedded search", () => {
    const decision = decide({ clis: ["adf-repair"], role: "developer", default_tier: "implementation_tier" });
    expect(decision).toMatchObject({
      cli: "adf-repair",
      provider: "embedded",
      model: "search",
      fallback: true,
    });
    expect(new Set(decision.skipped.map((s) => s.reason))).toEqual(new Set(["cli_missing"]));
  });

  it("is always one line of a scenario file: CLI, provider and model together", () => {
    const providers = [...new Set(scenarios.scenarios.flatMap((s) => s.routes.map((r) => r.provider)))];
    const clis = [...new Set(scenarios.scenarios.flatMap((s) => s.routes.map((r) => r.cli)))];
    const tier = fc.constantFrom(...scenarios.scenarios.map((s) => s.tier));
    fc.assert(
      fc.property(tier, fc.subarray(providers), fc.subarray(clis), (default_tier, sick, present) => {
        const decision = route({ ...base, default_tier, healthy: without(...sick), clis: present });
        const offered = scenarios.scenarios.find((s) => s.tier === default_tier)?.routes ?? [];
        const usable = offered.find((r) => !sick.includes(r.provider) && present.includes(r.cli));
        expect(decision.ok).toBe(usable !== undefined);
        if (decision.ok)
          expect(usable).toMatchObject({
            cli: decision.value.cli,
            provider: decision.value.provider,
            model: decision.value.model,
          });
        else expect(decision.error.skipped).toHaveLength(offered.length);
      }),
    );
  });

  it("is refused with every reason when no provider is healthy", () => {
    const decision = route({ ...base, text: "fix it", healthy: () => false });
    expect(decision.ok).toBe(false);
    expect(!decision.ok && decision.error.reason).toContain(
      "None of its routes can be used: anthropic is unhealthy, kimi is unhealthy",
    );
  });

  it("is refused when no file defines the tier", () => {
    const decision = route({ ...base, role: "qa", default_tier: "qa_tier" });
    expect(!decision.ok && decision.error).toMatchObject({ tier: "qa_tier", priority: null, skipped: [] });
    expect(!decision.ok && decision.error.reason).toContain("No scenario file defines qa_tier.");
  });
});

describe("an agent's own CLI and model", () => {
  const own = { agent_cli: "copilot", agent_model: "google/gemini-pro" };
  it("lose to a scenario route, and the loss is recorded", () => {
    expect(decide({ text: "fix", ...own }).overrides_lost).toEqual([
      { key: "cli", wanted: "copilot", taken: "claude" },
      { key: "model", wanted: "google/gemini-pro", taken: "sonnet" },
    ]);
  });

  it("are no loss where the route says the same", () => {
    expect(decide({ text: "fix", agent_cli: "claude", agent_model: "sonnet" }).overrides_lost).toEqual([]);
  });

  it("are used when no route can be", () => {
    expect(decide({ text: "fix", clis: ["copilot"], ...own })).toMatchObject({
      cli: "copilot",
      model: "google/gemini-pro",
      provider: "google",
      source: "agent_default",
      fallback: true,
    });
  });

  it("are not used when the runner lacks the CLI or the provider is unhealthy", () => {
    expect(route({ ...base, text: "fix", clis: [], ...own }).ok).toBe(false);
    expect(route({ ...base, text: "fix", clis: ["copilot"], healthy: without("google"), ...own }).ok).toBe(
      false,
    );
  });

  it("take what they leave open from a route of the same CLI", () => {
    expect(decide({ default_tier: "qa_tier", agent_cli: "codex" })).toMatchObject({
      cli: "codex",
      model: "gpt-5.4",
      provider: "openai",
    });
  });

  it("go before every route when the agent is pinned, and what the routes would say stands beside it", () => {
    const clis = ["claude", "codex", "copilot"];
    expect(decide({ text: "fix", clis, agent_pin: true, ...own })).toMatchObject({
      cli: "copilot",
      model: "google/gemini-pro",
      provider: "google",
      source: "agent_pin",
      fallback: false,
      overrides_lost: [],
      reason: expect.stringContaining(
        "pinned to copilot with google/gemini-pro. The scenario would take claude with sonnet.",
      ),
    });
    expect(decide({ text: "fix", agent_pin: true, agent_model: "zai-coding-plan/glm-5" })).toMatchObject({
      cli: "opencode",
      free: true,
    });
  });

  it("give way to the routes where a pinned agent's runner or provider cannot, and that is a fallback", () => {
    expect(decide({ text: "fix", clis: ["claude"], agent_pin: true, ...own })).toMatchObject({
      cli: "claude",
      source: "scenario",
      fallback: true,
      skipped: [{ cli: "copilot", reason: "cli_missing" }],
      overrides_lost: [{ key: "cli" }, { key: "model" }],
    });
  });
});
