/** Who judges a change is of another model family than who wrote it, where one can be taken. */
import { describe, expect, it } from "vitest";
import { familyOf } from "../../../src/core/routing/family.ts";
import { type RouteInput, route } from "../../../src/core/routing/route.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, HEAD, mustClaim, only, run } from "../../support/core/road.ts";
import { report, verdict } from "../../support/core/scene.ts";
import { shippedScenarios } from "./shipped.ts";

const base: RouteInput = {
  text: "",
  role: "reviewer",
  default_tier: "review_tier",
  scenarios: shippedScenarios(),
  healthy: () => true,
  clis: ["claude", "codex", "opencode", "adf-repair"],
};
const judge = (over: Partial<RouteInput>) => {
  const decision = route({ ...base, ...over });
  if (!decision.ok) throw new Error(decision.error.reason);
  return decision.value;
};

describe("the family of a model", () => {
  it.each([
    ["sonnet", "claude"],
    ["claude-sonnet-4-5-20250929", "claude"],
    ["anthropic/claude-haiku-4.5", "claude"],
    ["gpt-5.4-mini", "gpt"],
    ["o3", "gpt"],
    ["zai-coding-plan/glm-5-turbo", "glm"],
    ["kimi-for-coding/kimi", "kimi"],
    ["flash", "gemini"],
    ["Gemini-3-Pro", "gemini"],
    ["qwen3-coder", "qwen"],
    ["search", null],
    ["none", null],
  ])("%s is %s", (model, family) => {
    expect(familyOf(model)).toBe(family);
  });
});

describe("the route of a judge", () => {
  it("is the tier's first of another family than the author's, and says whom it passed over", () => {
    expect(judge({ authors: ["claude"] })).toMatchObject({
      model: "gpt-5.4-mini",
      apart: true,
      fallback: false,
      degraded: false,
      skipped: [{ model: "haiku", reason: "author_family" }],
      reason: expect.stringContaining("haiku is of the family that wrote the change (claude)"),
    });
    expect(judge({ authors: ["claude", "gpt"] }).model).toBe("zai-coding-plan/glm-5-turbo");
  });

  it("is the first of all where that is no author's, or nobody knows who wrote it", () => {
    expect(judge({ authors: ["gpt"] })).toMatchObject({ model: "haiku", apart: true, skipped: [] });
    expect(judge({})).toMatchObject({ model: "haiku", apart: null, skipped: [] });
  });

  it("is of the author's family where no other can be taken, and says why", () => {
    const healthy = (provider: string) => provider !== "openai";
    const clis = ["claude", "codex", "adf-repair"];
    expect(judge({ authors: ["claude"], clis, healthy })).toMatchObject({
      model: "haiku",
      apart: false,
      skipped: [],
      reason: expect.stringMatching(
        /no other family can judge it: openai is unhealthy, the runner has no gemini, the runner has no opencode\./,
      ),
    });
  });

  it("passes no model over for the sake of a search, which has no family", () => {
    const clis = ["claude", "adf-repair"];
    expect(judge({ authors: ["claude"], clis }).model).toBe("haiku");
    expect(judge({ authors: ["claude"], clis: ["adf-repair"] })).toMatchObject({
      model: "search",
      apart: null,
    });
  });

  it("is what its owner pinned it to, whoever wrote the change", () => {
    const pin = { agent_pin: true, agent_cli: "claude", agent_model: "opus" };
    expect(judge({ authors: ["claude"], ...pin })).toMatchObject({
      model: "opus",
      apart: false,
      reason: expect.stringContaining("opus is of the family that wrote the change (claude)."),
    });
  });

  it("goes by health before it goes by family", () => {
    const healthy = (provider: string) => provider !== "anthropic";
    expect(judge({ authors: ["gpt"], healthy })).toMatchObject({
      model: "zai-coding-plan/glm-5-turbo",
      degraded: true,
    });
  });
});

describe("a review job", () => {
  const reviewed = (model: string | null) => {
    const project = asked(new MemoryProject());
    run(project, report("success", { head_sha: HEAD, model }));
    forgeDoes(project);
    return project;
  };

  it("is routed by the model that answered for the change, and the record says so", () => {
    const project = reviewed("claude-sonnet-4-5-20250929");
    expect(only(project).written_by).toEqual(["claude"]);
    const { job, model } = mustClaim(project);
    expect(model).toBe("gpt-5.4-mini");
    const route = project.jobs.get(job)?.route;
    expect(route?.given?.authors).toEqual(["claude"]);
    expect(JSON.parse(route?.why ?? "{}")).toMatchObject({ apart: true });
    const leased = project.journal.findLast((e) => e.event === "job.leased");
    expect(leased?.reason).toContain("haiku is of the family that wrote the change (claude)");
  });

  it("goes by what answered and not by what was asked for", () => {
    const project = reviewed("glm-5");
    expect(mustClaim(project).model).toBe("haiku");
  });

  it("counts everybody who wrote on the branch", () => {
    const project = reviewed("glm-5");
    run(project, report("success", { outputs: verdict("fail", HEAD, ["major"]) }));
    forgeDoes(project);
    run(project, report("success", { head_sha: "d".repeat(40), model: "claude-opus" }));
    expect(only(project).written_by).toEqual(["glm", "claude"]);
  });

  it("is no matter of families for who writes the change", () => {
    const project = reviewed("claude-sonnet-4-5-20250929");
    run(project, report("success", { outputs: verdict("fail", HEAD, ["major"]) }));
    forgeDoes(project);
    expect(mustClaim(project).model).toBe("sonnet");
  });
});
