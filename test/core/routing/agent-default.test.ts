/** Whose word counts for a route: the job's, the agent's, the scenario's or a default. */
import { describe, expect, it } from "vitest";
import { route } from "../../../src/core/routing/route.ts";
import { base, decide, without } from "./decided.ts";

describe("an agent's own CLI and model", () => {
  const own = { agent_cli: "copilot", agent_model: "google/gemini-pro" };
  it("lose to a scenario route, and the loss is recorded", () => {
    expect(decide({ text: "fix", ...own }).overrides).toEqual([
      {
        source: "agent_default",
        wanted: { cli: "copilot", model: "google/gemini-pro" },
        outcome: "lost",
        why: "the scenario's route goes before it",
      },
    ]);
  });

  it("change nothing where the route says the same", () => {
    expect(decide({ text: "fix", agent_cli: "claude", agent_model: "sonnet" }).overrides).toMatchObject([
      { outcome: "agrees" },
    ]);
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
      overrides: [{ source: "agent_pin", outcome: "won" }],
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
      overrides: [{ source: "agent_pin", outcome: "lost", why: "the runner has no copilot" }],
    });
  });
});

/** The highest first: each with a way of its own, so that the taken one says who decided. */
const SAYS = {
  job: { job: { model: "haiku" } },
  agent_pin: { agent_pin: true, agent_cli: "codex", agent_model: "gpt-5.4" },
  scenario: { default_tier: "implementation_tier" },
  agent_default: { agent_cli: "codex", agent_model: "gpt-5.4" },
  project_default: { project_cli: "gemini", project_model: "flash" },
} as const;
const ORDER = ["job", "agent_pin", "scenario", "agent_default", "project_default"] as const;
const TAKES = { job: "haiku", agent_pin: "gpt-5.4", scenario: "sonnet", agent_default: "gpt-5.4" } as const;

describe("who decides", () => {
  const table = Array.from({ length: 32 }, (_, bits) => ORDER.filter((_, i) => (bits >> i) & 1));
  it.each(table.map((there) => [there.join(" > ") || "nobody", there] as const))("%s", (_, there) => {
    const input = Object.assign({ default_tier: "nowhere" }, ...there.map((who) => SAYS[who]));
    const decision = route({ ...base, ...input });
    // An agent has one choice of its own: pinned or not, it is the same.
    const [first] = there;
    if (first === undefined) return expect(decision.ok).toBe(false);
    if (!decision.ok) throw new Error(decision.error.reason);
    expect(decision.value.source).toBe(first);
    expect(decision.value.model).toBe({ ...TAKES, project_default: "flash" }[first]);
    const heard = there.filter(
      (who) => who !== "scenario" && !(who === "agent_default" && there.includes("agent_pin")),
    );
    expect(decision.value.overrides.map(({ source, outcome }) => [source, outcome])).toEqual(
      heard.map((who) => [who, who === first ? "won" : "lost"]),
    );
  });

  it("is the next one where the runner has not the CLI of a higher one, and each that fell says so", () => {
    const all = Object.assign({}, SAYS.job, SAYS.scenario, SAYS.agent_default, SAYS.project_default);
    const clis = ["gemini"];
    const decision = decide({ ...all, clis, default_tier: "nowhere" });
    expect(decision).toMatchObject({ source: "project_default", cli: "gemini", fallback: true });
    expect(decision.overrides.map(({ source, outcome, why }) => [source, outcome, why])).toEqual([
      ["job", "lost", "the runner has no claude"],
      ["agent_default", "lost", "the runner has no codex"],
      ["project_default", "won", "neither a route nor an agent's own can be taken, and then it stands in"],
    ]);
  });

  it("for the tier is a person's word about this job before the role, and before words the role", () => {
    const plan = "create a plan, make a plan, system design, project plan, product vision";
    const developer = { role: "developer", default_tier: "implementation_tier" } as const;
    expect(decide({ ...developer, text: plan }).tier).toBe("implementation_tier");
    expect(decide({ ...developer, text: plan, job: { tier: "review_tier" } })).toMatchObject({
      tier: "review_tier",
      model: "haiku",
      source: "job",
      reason: expect.stringContaining(
        "A person asked for review_tier. It would be implementation_tier otherwise.",
      ),
    });
  });
});
