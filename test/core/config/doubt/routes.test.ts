import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkConfig } from "../../../../src/core/config/check.ts";
import { loadScenarios } from "../../../../src/core/routing/scenario-set.ts";

const config = readFileSync(resolve(import.meta.dirname, "../accepted/three-agents.toml"), "utf8");

const TIERS = ["planning", "implementation", "review"] as const;

/** The three tiers, each with one route to sonnet; one of them requires something. */
function said(requires: string, models = ""): string[] {
  const loaded = loadScenarios(
    TIERS.map((tier, i) => ({
      path: `${tier}_tier.md`,
      text: `priority:: ${80 - i * 10}\n${tier === "review" ? requires : ""}\nroute:: anthropic, sonnet\naction:: claude x\n`,
    })),
  );
  if (!loaded.ok) throw new Error(loaded.error[0]?.message);
  return checkConfig(`${config}\n${models}`, loaded.value).complaints.map(
    (one) => `${one.severity}: ${one.message}; ${one.help}`,
  );
}

describe("a tier whose requirement none of its routes meets", () => {
  it("is warned of before a job waits for it, with what each of them lacks", () => {
    expect(said("requires:: context=500k")).toEqual([
      "warning: no route of review_tier meets what its scenario file requires; sonnet reads 200000 tokens, and this tier requires 500000",
    ]);
    expect(said("requires:: context=200k, tools")).toEqual([]);
  });

  it("is judged by what the owner says of a model, before what is known of it", () => {
    const big = '[[models]]\nmodel = "sonnet"\ncontext_tokens = 1000000\n';
    expect(said("requires:: context=500k", big)).toEqual([]);
    expect(said("requires:: tools", `${big}tools = false\n`)).toEqual([
      expect.stringContaining("sonnet calls no tools, and this tier requires them"),
    ]);
  });
});
