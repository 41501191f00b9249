import { describe, expect, it } from "vitest";
import { explain } from "../../../src/cli/route/explain.ts";
import { type RouteInput, route } from "../../../src/core/routing/route.ts";
import { shippedScenarios } from "../../core/routing/shipped.ts";

const words = (input: Partial<RouteInput>): string => {
  const whole: RouteInput = {
    text: "",
    role: null,
    default_tier: null,
    scenarios: shippedScenarios(),
    healthy: () => true,
    clis: null,
    ...input,
  };
  const decision = route(whole);
  const said = explain(
    decision.ok ? decision.value : decision.error,
    decision.ok ? decision.value : null,
    whole.text,
  );
  return [...said].join("\n");
};

describe("a route in words", () => {
  it("places each word by offset, line and column, and says why a tier lost", () => {
    const said = words({ text: "Review it,\nthen fix it" });
    expect(said).toContain('matched  "review" at 0 (line 1, column 1), a word of review_tier');
    expect(said).toContain('matched  "fix" at 16 (line 2, column 6), a word of implementation_tier');
    expect(said).toContain(
      'lost     review_tier with priority 40 by "review": implementation_tier has priority 50',
    );
    expect(words({ text: "fix it", role: "reviewer", default_tier: "review_tier" })).toContain(
      'lost     implementation_tier with priority 50 by "fix": the role decides, and not the words',
    );
  });

  it("says of each route that is passed over why, with what is known of it", () => {
    const against = ({ provider }: { provider: string }) =>
      provider === "anthropic"
        ? {
            reason: "provider_budget" as const,
            detail: "the budget of anthropic has $0.10 left in its window",
          }
        : null;
    const said = words({ against, clis: ["claude", "codex"] });
    expect(said).toContain(
      "with sonnet from anthropic: the budget of anthropic has $0.10 left in its window",
    );
    expect(said).toContain("from kimi: the runner has no opencode");
  });

  it("says whose wish was heard and whose was not", () => {
    const wish = { agent_cli: "codex", agent_model: "gpt-5.4" };
    expect(words(wish)).toContain(
      "unheard  The agent's own choice (model:gpt-5.4 cli:codex) is not taken: the scenario's route goes before it.",
    );
    expect(words({ ...wish, agent_pin: true })).toContain(
      "won      The agent's own choice (model:gpt-5.4 cli:codex) is taken: the agent is pinned",
    );
    expect(words({ default_tier: "nowhere", ...wish })).toMatch(/won {6}The agent's own choice .*: no route/);
    expect(words({ job: { model: "opus" } })).toContain(
      "won      What a person asked for this job (model:opus)",
    );
  });
});
