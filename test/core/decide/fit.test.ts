/** Which of the idle agents gets an issue: by a label, then by its tier, then because it is a developer, and recorded which. */
import { describe, expect, it } from "vitest";
import { Role } from "../../../src/contract/job.ts";
import type { IssueSnapshot } from "../../../src/core/event/event.ts";
import { pickTier } from "../../../src/core/routing/tier.ts";
import { SAMPLE_ISSUES } from "../../../src/local/sample/issues.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { know, only, said } from "../../support/core/road.ts";
import { contextWith } from "../../support/core/scene.ts";
import { shippedScenarios } from "../routing/shipped.ts";

const developer = { name: "developer", role: "developer" };
/** Works in the planning tier, because that is where its model is. */
const thinker = { name: "thinker", role: "developer", pin: true, cli: "claude", model: "opus" };
/** The same model stands in two tiers. */
const quick = {
  name: "quick",
  role: "developer",
  pin: true,
  cli: "opencode",
  model: "zai-coding-plan/glm-5-turbo",
};
const docs = { name: "docs", role: "developer", handles: ["Docs"] };
const reviewer = { name: "reviewer", role: "reviewer" };

function choice(agents: readonly object[], text: Partial<IssueSnapshot>) {
  const project = new MemoryProject(contextWith({ agents: [...agents, reviewer] }));
  know(project, 1, [], text);
  project.coordinate();
  const { agent, chosen } = only(project);
  return [agent, chosen?.by, chosen?.why];
}

describe("an issue goes to", () => {
  const team = [developer, thinker, quick, docs];

  it("the agent that handles a label of it, whatever its words ask for", () => {
    expect(choice(team, { title: "Create a plan for the manual", labels: ["bug", "docs"] })).toEqual([
      "docs",
      "label",
      "handles the label docs",
    ]);
  });

  it("the agent that works in the tier that its words ask for", () => {
    expect(choice(team, { title: "Create a plan for the move" })).toEqual([
      "thinker",
      "tier",
      'works in planning_tier: "create a plan" asks for planning_tier',
    ]);
    expect(choice(team, { title: "Verify and confirm the totals" })).toEqual([
      "quick",
      "tier",
      'works in review_tier: "verify", "confirm" ask for review_tier',
    ]);
    expect(choice(team, { title: "Fix the totals", body: "verify them" })).toEqual([
      "developer",
      "tier",
      'works in implementation_tier: "fix" asks for implementation_tier',
    ]);
  });

  it("a developer of the usual tier where no word asks for another", () => {
    expect(choice([thinker, developer], { title: "The totals" })).toEqual([
      "developer",
      "tier",
      "works in implementation_tier: no word asks for another tier than implementation_tier",
    ]);
  });

  it("any developer where nobody of its tier is idle, and to one that is kept for labels last", () => {
    expect(choice([docs, developer], { title: "Create a plan for the move" })).toEqual([
      "developer",
      "developer",
      'is idle, and nobody who is works in planning_tier: "create a plan" asks for planning_tier',
    ]);
    expect(choice([docs], { title: "Create a plan for the move" })).toEqual([
      "docs",
      "developer",
      "is idle, and nobody else is",
    ]);
  });

  it("the best that is idle: one issue after another, the best issue first", () => {
    const project = new MemoryProject(contextWith({ agents: [developer, thinker, reviewer] }));
    know(project, 1, [], { title: "Create a plan for the move" });
    know(project, 2, [], { title: "Create a plan for the stay" });
    project.coordinate();
    const given = [...project.items.values()].map((i) => [i.issue, i.agent, i.chosen?.by]);
    expect(given).toEqual([
      [1, "thinker", "tier"],
      [2, "developer", "developer"],
    ]);
    expect(project.journal.filter((r) => r.event === "coordinator.picked")).toMatchObject([
      { issue: 1, agent: "thinker", fits: "tier" },
      { issue: 2, agent: "developer", fits: "developer" },
    ]);
    expect(said(project)[0]).toContain("`thinker` works in planning_tier: ");
  });

  it("an agent whose words are told only where another could have had it", () => {
    const project = new MemoryProject();
    know(project, 1);
    project.coordinate();
    expect(said(project)[0]).not.toContain("works in");
    expect(only(project).chosen).toMatchObject({
      by: "tier",
      place: 1,
      of: 1,
      issue: { number: 1 },
      next: [],
    });
  });
});

/** One agent of each role, and developers for the tiers that no role of theirs stands for. */
describe("every role × every issue of the sample", () => {
  const scenarios = shippedScenarios();
  const everybody = [
    ...Role.options.map((role) => ({ name: role, role })),
    thinker,
    { name: "judge", role: "developer", pin: true, cli: "claude", model: "haiku" },
  ];
  const AT: Readonly<Record<string, string>> = {
    planning_tier: "thinker",
    implementation_tier: "developer",
    review_tier: "judge",
  };

  /** The stranger's calls agents by name, which is another way to begin. */
  const issues = SAMPLE_ISSUES.filter(({ author }) => author === "owner");

  it.each(issues.map(({ key, title, body, labels }) => ({ key, title, body, labels: [...labels] })))(
    "$key goes to a developer of its tier",
    ({ title, body, labels }) => {
      const tier =
        pickTier([title, body, labels.join(", ")].join("\n"), scenarios).tier ?? "implementation_tier";
      expect(choice(everybody, { title, body, labels }).slice(0, 2)).toEqual([AT[tier], "tier"]);
    },
  );

  it.each(Role.options.flatMap((role) => issues.map((issue) => ({ role, ...issue }))))(
    "$key is taken by an agent with the role $role only where that changes code",
    ({ role, title, body, labels }) => {
      const project = new MemoryProject(contextWith({ agents: [{ name: "one", role }, reviewer] }));
      know(project, 1, [], { title, body, labels });
      project.coordinate();
      const taken = [...project.items.values()].map((i) => [i.subject, i.agent]);
      expect(taken).toEqual(role === "developer" ? [["issue", "one"]] : []);
    },
  );
});
