/**
 * Each `accepted/*.toml` is a configuration that works, and beside it the warnings and notes that come with it. To write them
 * anew: `ADF_GOLDEN=write npx vitest run test/core/config/accepted.test.ts`.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkConfig } from "../../../src/core/config/check.ts";
import { formatComplaint } from "../../../src/core/config/format.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { agentsOf } from "../../../src/core/decide/snapshot.ts";
import { route } from "../../../src/core/routing/route.ts";
import { shippedScenarios } from "../routing/shipped.ts";

const FOLDER = resolve(import.meta.dirname, "accepted");
const NAMES = readdirSync(FOLDER).flatMap((name) => (name.endsWith(".toml") ? [name.slice(0, -5)] : []));
const scenarios = shippedScenarios();
const read = (name: string): string => readFileSync(resolve(FOLDER, `${name}.toml`), "utf8");

function accepted(name: string) {
  const loaded = loadConfig(read(name));
  if (!loaded.ok) throw new Error(loaded.error.map((one) => `${one.at}: ${one.message}`).join("\n"));
  return loaded.value;
}

describe("an accepted configuration", () => {
  it.each(NAMES)("%s comes with these warnings and notes", (name) => {
    const { config, complaints } = checkConfig(read(name), scenarios, "2026-11-22");
    const words = complaints.map((one) => `${formatComplaint("orchestrator.toml", one)}\n`).join("\n");
    const file = resolve(FOLDER, `${name}.txt`);
    if (process.env.ADF_GOLDEN === "write") {
      rmSync(file, { force: true });
      if (words !== "") writeFileSync(file, words);
    }
    expect(words).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
    expect(config).toEqual(accepted(name));
  });

  it.each(NAMES)("%s routes every agent of every project", (name) => {
    const config = accepted(name);
    for (const project of config.projects) {
      for (const agent of agentsOf(config, project.name)) {
        const default_tier = config.routing.default_tiers[agent.role];
        const input = {
          text: "fix it",
          role: agent.role,
          default_tier,
          scenarios,
          healthy: () => true,
          clis: null,
        };
        expect(route(input)).toMatchObject({ ok: true, value: { tier: default_tier } });
      }
    }
  });
});

describe("the factory of the field report", () => {
  it("needs at most twenty lines for three agents, and nothing is said of them", () => {
    expect(read("three-agents").split("\n").length - 1).toBeLessThanOrEqual(20);
    expect(checkConfig(read("three-agents"), scenarios).complaints).toEqual([]);
  });

  it.each([
    ["field-report-four-agents", ["coordinator", "developer", "reviewer", "qa"]],
    ["field-report-five-agents", ["coordinator", "developer", "reviewer", "qa", "security"]],
  ])("%s has its agents, its gate, its schedule and every default", (name, agents) => {
    const config = accepted(name);
    expect(agentsOf(config, "digital-twins").map((one) => one.name)).toEqual(agents);
    expect(config).toMatchObject({
      projects: [{ schedule: "0 1-9 * * *", timezone: "UTC", mode: "auto", branch: "main" }],
      review_gate: { agent: "reviewer" },
      nightwatch: { enabled: true, interval_secs: 300 },
      mentions: { max_hops: 3, poll_ticks: 2 },
      routing: { default_tiers: { coordinator: "planning_tier", developer: "implementation_tier" } },
    });
  });

  it("keeps agents of the same name in two projects apart", () => {
    const config = accepted("two-projects");
    const names = (project: string) => agentsOf(config, project).map((one) => one.name);
    expect(names("digital-twins")).toEqual(["coordinator", "developer", "reviewer", "qa"]);
    expect(names("tides")).toEqual(["coordinator", "developer", "reviewer", "qa", "compliance"]);
    expect(agentsOf(config, "tides").every((one) => one.project === "tides")).toBe(true);
    expect(config.projects.map((one) => one.mode)).toEqual(["auto", "observe"]);
  });
});
