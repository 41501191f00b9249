/** What a person asks of one job: how it is written, and when it is refused. */
import { describe, expect, it } from "vitest";
import { checkWish, readWish, waysFor, wishOfLabels } from "../../../src/core/routing/wish.ts";
import { shippedScenarios } from "./shipped.ts";

const scenarios = shippedScenarios();
const check = (text: string) => checkWish(readWish(text).wish ?? {}, scenarios, []);

describe("words after an agent's name", () => {
  it.each([
    ["model:opus fix it", { model: "opus" }, "fix it"],
    [
      "Model:opus CLI:claude, tier:planning: please",
      { model: "opus", cli: "claude", tier: "planning" },
      "please",
    ],
    ["provider:zai model:glm-5", { provider: "zai", model: "glm-5" }, ""],
    ["fix model:opus", null, "fix model:opus"],
    ["note:this is prose", null, "note:this is prose"],
    ["https://x.example/a", null, "https://x.example/a"],
    ["model: opus is slow", null, "model: opus is slow"],
    ["", null, ""],
  ])("%j", (text, wish, rest) => {
    expect(readWish(text)).toEqual({ wish, rest, slips: [] });
  });

  it("are read no further than any name is long", () => {
    // Looked for behind each of them, the end of these would take half a minute.
    expect(readWish(`model:${",".repeat(100_000)}x`).wish?.model).toBe("");
    expect(readWish(`model:${"x".repeat(100_000)}`).wish?.model).toHaveLength(200);
  });

  it("that are nearly right are told, and so is one that stands there twice", () => {
    expect(readWish("modle:opus x").slips[0]).toContain("did you mean `model:`?");
    expect(readWish("model:a model:b").slips[0]).toContain("twice");
  });
});

describe("labels", () => {
  it("say the same, and no other label says anything", () => {
    expect(
      wishOfLabels(["bug", "adf/model:opus", "ADF/cli:claude", "adf/approved", "adf/model:sonnet"]),
    ).toEqual({
      model: "opus",
      cli: "claude",
    });
    expect(wishOfLabels(["model:opus"])).toBe(null);
  });
});

describe("a wish", () => {
  it("is taken in the spelling of the scenario files", () => {
    expect(check("tier:Planning provider:ZAI")).toEqual({
      ok: true,
      value: { tier: "planning_tier", provider: "zai" },
    });
  });

  it.each([
    ["model:opuss", "I know no model `opuss`. Did you mean `model:opus`?"],
    ["model:kimmi", "Did you mean `model:kimi`?"],
    ["tier:plannig", "Did you mean `tier:planning`?"],
    ["cli:cursor", "I know no cli `cursor`. There are `claude`"],
    ["provider:acme", "I know no provider `acme`"],
    ["tier:decision", "I know no tier `decision`"],
    ["model:claude-opus-4-20250514", "Write `model:opus`."],
    [
      "cli:codex model:opus",
      "No way has `model:opus cli:codex` together. Without it there are `gpt-5.4`, `gpt-5.4-mini`",
    ],
  ])("%s is refused: %s", (text, said) => {
    const checked = check(text);
    expect(!checked.ok && checked.error).toContain(said);
  });

  it("may name a model by the part after its slash", () => {
    const routes = scenarios.scenarios.flatMap((one) => one.routes);
    expect(waysFor({ model: "glm-5" }, [], routes).map((way) => way.model)).toEqual([
      "zai-coding-plan/glm-5",
    ]);
    expect(check("model:kimi").ok).toBe(true);
  });
});
