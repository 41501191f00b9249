import { describe, expect, it } from "vitest";
import { LEAST } from "../../../src/cli/incident/typed.ts";
import { offer } from "../../../src/cli/start/offered.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { shippedScenarios } from "../../core/routing/shipped.ts";
import { adf } from "../adf.ts";

function said(toml: string, ...clis: string[]): readonly string[] {
  const loaded = loadConfig(toml);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const agents = Object.fromEntries(clis.map((cli) => [cli, { argv: ["true"] }]));
  return offer(agents, (cli) => `${cli} is not here`).notes(loaded.value, shippedScenarios());
}

describe("the agent CLIs that a start of a configuration has to do without", () => {
  it("are none where the runner has what the routes say first", () => {
    expect(said(LEAST, "claude", "adf-repair")).toEqual([]);
  });

  it("are said in one sentence, with who works instead and as whom", () => {
    expect(said(LEAST, "adf-repair")).toEqual([
      "claude is not here, so adf-repair, a search and not a model, works as developer, reviewer.",
    ]);
    expect(said(LEAST, "codex")).toEqual(["claude is not here, so codex works as developer, reviewer."]);
    expect(said(LEAST)).toEqual(["claude is not here, so nobody works as developer, reviewer."]);
  });

  it("leave it to the rank to choose, where a coordinator's model is not here", () => {
    const planned = `${LEAST}\n[[agents]]\nname = "coordinator"\nrole = "coordinator"\nmodel = "opus"\n`;
    expect(said(planned, "adf-repair")).toEqual([
      "claude is not here, so adf-repair, a search and not a model, works as developer, reviewer; claude is not here, so the rank alone works as coordinator.",
    ]);
  });

  it("are those of a pinned agent too", () => {
    const pinned = LEAST.replace(
      'role = "developer"',
      'role = "developer"\ncli = "codex"\nmodel = "gpt-5.4"\npin = true',
    );
    expect(said(pinned, "claude", "adf-repair")).toEqual([
      "codex is not here, so claude works as developer.",
    ]);
  });
});

describe("start --config", () => {
  it("takes no word beside the file for what stands in it", async () => {
    const { code, err } = await adf(["start", "--config", "orchestrator.toml", "--mode", "auto"]);
    expect(code).toBe(2);
    expect(err).toContain("--mode cannot stand beside --config");
    expect(err).toContain("npm run -s adf -- promote <project> --config orchestrator.toml");
  });
});
