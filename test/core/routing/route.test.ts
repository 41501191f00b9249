import { describe, expect, it } from "vitest";
import { Role } from "../../../src/contract/job.ts";
import { route } from "../../../src/core/routing/route.ts";
import { loadScenarios } from "../../../src/core/routing/scenario-set.ts";
import fc from "../../support/fast-check.ts";
import { base, decide, scenarios, without } from "./decided.ts";

const ROLE_TIER = {
  coordinator: "planning_tier",
  developer: "implementation_tier",
  reviewer: "review_tier",
  qa: "review_tier",
};

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

describe("what a tier requires", () => {
  const files = (lines: string) => [
    {
      path: "implementation_tier.md",
      text: `priority:: 50\n${lines}\nroute:: anthropic, haiku\naction:: claude x\nroute:: google, pro\naction:: gemini x\nroute:: embedded, search\naction:: adf-repair x\n`,
    },
  ];
  const set = (lines: string) => {
    const loaded = loadScenarios(files(lines));
    if (!loaded.ok) throw new Error(loaded.error[0]?.message);
    return loaded.value;
  };
  it("passes over whoever does not meet it, and says what is missing", () => {
    const decision = decide({ scenarios: set("requires:: context=500k, tools") });
    expect(decision).toMatchObject({ model: "pro", fallback: true, degraded: false });
    expect(decision.skipped).toMatchObject([{ model: "haiku", reason: "requirement_unmet" }]);
    expect(decision.reason).toContain("haiku reads 200000 tokens, and this tier requires 500000");
    const tools = decide({ scenarios: set("requires:: tools"), clis: ["claude"] });
    expect(tools.model).toBe("haiku");
    const none = route({ ...base, scenarios: set("requires:: tools"), clis: ["adf-repair"] });
    expect(!none.ok && none.error.reason).toContain("search calls no tools");
  });

  it("binds a person's wish as well, and believes the owner's [[models]]", () => {
    const scenarios = set("requires:: context=500k");
    expect(decide({ scenarios, job: { model: "haiku" } })).toMatchObject({
      model: "pro",
      overrides: [{ source: "job", outcome: "lost", why: expect.stringContaining("haiku reads 200000") }],
    });
    const models = [{ model: "haiku", context_tokens: 1_000_000, tools: true }];
    expect(decide({ scenarios, models }).model).toBe("haiku");
  });

  it("keeps a pinned tier to its own routes: nothing stands in, and a person's wish still goes before it", () => {
    const scenarios = set("pinned::");
    const input = { scenarios, clis: ["codex"], agent_cli: "codex", agent_model: "gpt-5.4" };
    const stuck = route({ ...base, ...input });
    expect(!stuck.ok && stuck.error.reason).toContain("implementation_tier is pinned, so nothing stands in");
    expect(route({ ...base, ...input, scenarios: set("") }).ok).toBe(true);
    expect(decide({ ...input, job: { cli: "codex" } }).source).toBe("job");
  });
});
