/** Every way that the configuration can lead a job to, and no other: those are what is probed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OrchestratorConfig } from "../../../src/contract/config.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { waysOf } from "../../../src/core/routing/ways.ts";
import { shippedScenarios } from "./shipped.ts";

const scenarios = shippedScenarios();
const waysWith = (over: Record<string, unknown>) =>
  waysOf(
    OrchestratorConfig.parse({
      gitea: { url: "http://127.0.0.1:3000", trusted: ["ada"] },
      projects: [{ name: "lib", repo: "acme/lib" }],
      agents: [{ name: "developer", role: "developer" }],
      ...over,
    }),
    scenarios,
  ).map(({ cli, provider, model }) => `${cli} ${provider} ${model}`);

describe("the ways to a model", () => {
  it("are the routes of the tiers that some agent works in, each once", () => {
    const ways = waysWith({});
    expect(ways).toContain("claude anthropic sonnet");
    expect(ways).not.toContain("claude anthropic haiku");
    expect(new Set(ways).size).toBe(ways.length);
  });

  it("are more with each agent, and with what an agent names itself", () => {
    const agents = [
      { name: "developer", role: "developer" },
      { name: "judge", role: "reviewer", cli: "opencode", model: "openrouter/deepseek" },
    ];
    const ways = waysWith({ agents });
    expect(ways).toContain("claude anthropic haiku");
    expect(ways).toContain("opencode openrouter openrouter/deepseek");
  });

  it("leave out agents and projects that are switched off, and a coordinator that goes by rank alone", () => {
    const off = { name: "reviewer", role: "reviewer", enabled: false };
    const chief = { name: "chief", role: "coordinator" };
    const developer = { name: "developer", role: "developer" };
    const alone = waysWith({});
    expect(waysWith({ agents: [developer, off, chief] })).toEqual(alone);
    const projects = [
      { name: "lib", repo: "acme/lib" },
      { name: "old", repo: "acme/old", enabled: false },
    ];
    const elsewhere = { name: "judge", role: "reviewer", project: "old" };
    expect(waysWith({ projects, agents: [{ ...developer, project: "lib" }, elsewhere] })).toEqual(alone);
    expect(waysWith({ agents: [developer, { ...chief, model: "opus" }] })).toContain("claude anthropic opus");
  });

  it("leave out providers that are switched off", () => {
    const ways = waysWith({ providers: [{ id: "anthropic", enabled: false }] });
    expect(ways.filter((way) => way.includes("anthropic"))).toEqual([]);
    expect(ways).toContain("codex openai gpt-5.4");
  });

  it("are at least ten through five CLIs in a configuration that uses all that is shipped", () => {
    const file = new URL("../config/accepted/ten-providers.toml", import.meta.url);
    const loaded = loadConfig(readFileSync(file, "utf8"));
    if (!loaded.ok) throw new Error("it is accepted");
    const ways = waysOf(loaded.value, scenarios);
    expect(ways.length).toBeGreaterThanOrEqual(12);
    expect(new Set(ways.map((way) => way.cli)).size).toBe(5);
    expect(new Set(ways.map((way) => way.provider)).size).toBeGreaterThanOrEqual(7);
  });
});
