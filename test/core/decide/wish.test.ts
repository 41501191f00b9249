/** What a person asks of one job: heard, refused before work begins, or answered where it could not be met. */
import { describe, expect, it } from "vitest";
import { OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import { MemoryProject as Project } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, inReview, know, mustClaim, only, run, said } from "../../support/core/road.ts";
import {
  comment,
  commentEvent,
  contextWith,
  outputs,
  pull,
  pullEvent,
  report,
  START,
} from "../../support/core/scene.ts";

const mentioned = (text: string, labels: readonly string[] = [], project = new Project()): Project => {
  know(project, 1, [], { labels });
  project.ingest(commentEvent(comment(501, 1, text)));
  return project;
};
const routeOf = (project: Project, job: string) => JSON.parse(project.jobs.get(job)?.route?.why ?? "{}");
const logged = (project: Project, event: string) => project.journal.filter((e) => e.event === event);

describe("a wish in a mention", () => {
  it("decides the way of that agent's job before everything else, and is no part of the task", () => {
    const project = mentioned("@adf:developer model:opus please fix it");
    const offer = mustClaim(project);
    expect(offer).toMatchObject({ cli: "claude", model: "opus", agent: "developer" });
    expect(only(project).request).toBe("please fix it");
    expect(routeOf(project, offer.job).overrides).toMatchObject([{ source: "job", outcome: "won" }]);
    expect(JSON.stringify(logged(project, "job.leased"))).toContain("(model:opus) is taken");
    expect(said(project).join()).not.toContain("not all as asked");
  });

  it("is heard by the agent that was mentioned, and by no gate", () => {
    const project = inReview(mentioned("@adf:developer model:opus tier:planning please"));
    expect(mustClaim(project)).toMatchObject({ agent: "reviewer", model: "gpt-5.4-mini" });
  });

  it("is a reviewer's on a pull request", () => {
    const project = new Project();
    project.ingest(pullEvent(pull(9)));
    project.ingest(commentEvent(comment(500, 9, "@adf:reviewer model:opus look")));
    expect(mustClaim(project)).toMatchObject({ agent: "reviewer", model: "opus" });
  });

  it.each([
    ["model:nonsense", "I know no model `nonsense`"],
    ["cli:codex model:opus", "No way has `model:opus cli:codex` together"],
    ["modle:opus", "did you mean `model:`?"],
  ])("%s is answered, and nothing begins", (words, why) => {
    const project = mentioned(`@adf:developer ${words} fix it`);
    expect(project.items.size).toBe(0);
    expect(said(project).at(-1)).toContain(why);
    expect(said(project).at(-1)).toContain("`developer` has not begun.");
  });

  it("that is refused stands in the record with its reason", () => {
    const project = mentioned("@adf:developer modle:opus fix it");
    expect(project.journal.find((r) => r.event === "mention.accepted")).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("did you mean `model:`?"),
    });
  });

  it("to a coordinator is refused, and not passed over", () => {
    const project = mentioned("@adf:chief model:opus");
    expect(said(project).at(-1)).toContain("no use for `model:opus`");
    expect(project.meta.asked).toBe(false);
  });

  it("for work under way counts from the next job on, and is answered so", () => {
    const project = asked();
    mustClaim(project);
    project.ingest(commentEvent(comment(700, 1, "@adf:developer model:opus and mind the tests")));
    expect(said(project).at(-1)).toContain("`model:opus` counts from the next job of `developer` on");
    const [job] = [...project.jobs.values()];
    project.finish(job?.id ?? "", job?.epoch ?? 0, report("exit_code"));
    expect(mustClaim(project)).toMatchObject({ model: "opus", attempt: 2 });
  });

  it("holds for its agent until that agent is asked for another, whatever others are asked", () => {
    const project = mentioned("@adf:developer model:opus fix it");
    project.ingest(commentEvent(comment(700, 1, "@adf:reviewer model:opus look at it")));
    expect(mustClaim(project)).toMatchObject({ agent: "developer", model: "opus" });
    expect(only(project).wishes).toEqual({ developer: { model: "opus" }, reviewer: { model: "opus" } });
    project.ingest(commentEvent(comment(701, 1, "@adf:developer tier:review and be quick")));
    expect(only(project).wishes?.developer).toEqual({ tier: "review_tier" });
  });

  it("holds when work on the issue begins anew", () => {
    const project = mentioned("@adf:developer model:opus fix it");
    know(project, 1, [], { state: "closed", updated_at: START + 1_000 });
    expect([...project.items.values()].map((item) => item.phase)).toEqual(["cancelled"]);
    know(project, 1, [], { updated_at: START + 2_000 });
    project.ingest(commentEvent(comment(700, 1, "@adf:developer once more")));
    expect(mustClaim(project)).toMatchObject({ model: "opus" });
  });

  it("of an older row is heard", () => {
    const project = mentioned("@adf:developer fix it");
    const item = only(project);
    project.items.set(item.id, { ...item, wish: { agent: "developer", wish: { model: "opus" } } });
    expect(mustClaim(project)).toMatchObject({ model: "opus" });
  });

  it("with the answer to a question counts too", () => {
    const project = asked();
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    forgeDoes(project);
    expect(only(project).phase).toBe("parked");
    project.ingest(commentEvent(comment(700, 1, "@adf:developer tier:planning the second")));
    expect(mustClaim(project)).toMatchObject({ model: "opus" });
    expect(only(project).request).toBe("the second");
  });
});

describe("a wish that a runner cannot meet", () => {
  const claim = (project: Project, runners: readonly { name: string; clis: readonly string[] }[]) => {
    project.now += 3_600_000;
    return project.claim("here", undefined, ["claude"], { ...OPEN_GRANT, runners });
  };
  const here = { name: "here", clis: ["claude"] };

  it("waits for a runner that is there and has the CLI", () => {
    const project = mentioned("@adf:developer cli:codex fix it");
    expect(claim(project, [here, { name: "there", clis: ["codex"] }])).toBe(null);
    expect([...project.jobs.values()][0]?.waits).toContain("this runner has no codex");
    expect(mustClaim(project, "there")).toMatchObject({ cli: "codex", model: "gpt-5.4" });
  });

  it("is answered once where no runner has it, recorded, and the work goes on", () => {
    const project = mentioned("@adf:developer cli:codex fix it");
    const offer = claim(project, [here]);
    expect(offer).toMatchObject({ cli: "claude", model: "sonnet" });
    expect(said(project).at(-1)).toContain("not all as asked (`cli:codex`): the runner has no codex.");
    expect(said(project).at(-1)).toContain("the runner has no codex");
    expect(logged(project, "override.lost")).toHaveLength(1);
    expect(routeOf(project, offer?.job ?? "").overrides).toMatchObject([{ source: "job", outcome: "lost" }]);
    project.start(offer?.job ?? "", offer?.epoch ?? 0);
    project.finish(offer?.job ?? "", offer?.epoch ?? 0, report("exit_code"));
    claim(project, [here]);
    expect(said(project).filter((text) => text.includes("not all as asked"))).toHaveLength(1);
  });

  it("does not wait for a runner that gets no jobs of this project", () => {
    const context = contextWith({ runners: [{ name: "there", enabled: false }] });
    const project = mentioned("@adf:developer cli:codex fix it", [], new Project(context));
    expect(claim(project, [here, { name: "there", clis: ["codex"] }])).toMatchObject({ cli: "claude" });
  });
});

describe("a label", () => {
  it("says the same of the work on its issue, and a mention goes before it", () => {
    expect(mustClaim(mentioned("@adf:developer fix", ["adf/model:opus"]))).toMatchObject({ model: "opus" });
    const both = mentioned("@adf:developer model:haiku fix", ["adf/model:opus", "adf/cli:claude"]);
    expect(mustClaim(both)).toMatchObject({ model: "haiku" });
  });

  it("that cannot be is answered once, and holds nothing up", () => {
    const project = mentioned("@adf:developer fix", ["adf/model:nonsense"]);
    expect(mustClaim(project)).toMatchObject({ model: "sonnet" });
    expect(said(project).at(-1)).toContain("I know no model `nonsense`");
    expect(logged(project, "override.lost")).toHaveLength(1);
  });

  it("that does not go with the mention gives way to it", () => {
    const project = mentioned("@adf:developer cli:codex fix", ["adf/model:opus"]);
    expect(mustClaim(project)).toMatchObject({ cli: "codex", model: "gpt-5.4" });
    expect(said(project).at(-1)).toContain("No way has `model:opus cli:codex` together");
  });
});

it("a project's default stands below what its agents name", () => {
  const nowhere = {
    routing: { default_tiers: { developer: "nowhere_tier" } },
  };
  const project = asked(new Project(contextWith(nowhere, { cli: "codex" })));
  expect(mustClaim(project)).toMatchObject({ cli: "codex", model: "gpt-5.4" });
});
