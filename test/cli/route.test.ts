import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adf } from "./adf.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adf-scenarios-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("adf route", () => {
  it("prints the decision and nothing else with --json", async () => {
    const { code, out, err } = await adf(
      ["route", "--json", "--unhealthy", "anthropic"],
      "Verify the project compiles",
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      tier: "review_tier",
      priority: 40,
      provider: "openai",
      model: "gpt-5.4-mini",
      cli: "codex",
      matched: [{ term: "verify", tier: "review_tier", offset: 0 }],
      losers: [],
      skipped: [{ provider: "anthropic", model: "haiku", cli: "claude", reason: "provider_unhealthy" }],
    });
  });

  it("goes by the role when one is given", async () => {
    const { out } = await adf(
      ["route", "--json", "--role", "reviewer", "--clis", "adf-repair"],
      "fix the deadlock",
    );
    expect(JSON.parse(out)).toMatchObject({ tier: "review_tier", cli: "adf-repair", fallback: true });
  });

  it("answers no, with the reason, when nothing can be taken", async () => {
    const { code, out } = await adf(["route", "--json", "--clis", "none"], "fix it");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      tier: "implementation_tier",
      provider: null,
      model: null,
      cli: null,
    });
  });

  it("routes by a folder that is given, and names file, line and column of what is wrong in it", async () => {
    const file = join(folder, "odd_tier.md");
    await writeFile(file, "priority:: 10\nsynonyms:: banana\nroute:: acme, fast\naction:: acme-cli run\n");
    const fine = await adf(["route", "--json", "--scenarios", folder, "peel the Banana"]);
    expect(JSON.parse(fine.out)).toMatchObject({
      tier: "odd_tier",
      priority: 10,
      provider: "acme",
      model: "fast",
      cli: "acme-cli",
    });
    await writeFile(
      file,
      "priority:: 10\nsynonyms:: banana\nroute:: acme, fast-20250101\naction:: acme-cli run\n",
    );
    const wrong = await adf(["route", "--json", "--scenarios", folder, "banana"]);
    expect({ code: wrong.code, out: wrong.out }).toEqual({ code: 2, out: "" });
    expect(wrong.err).toContain("odd_tier.md:3:15: error:");
    expect(wrong.err).toContain('use the alias "fast"');
  });

  it.each([
    [["--role", "boss", "x"], '"boss" is no role'],
    [["--scenarios", "/nowhere/at/all", "x"], "cannot read the scenario folder"],
    [[], "there is no task to route"],
    [["--replay", "--role", "developer"], "--replay takes no --role"],
  ])("refuses %j with status 2", async (args, said) => {
    const { code, out, err } = await adf(["route", "--json", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(said);
  });
});
