/** The mode approve: a person's yes stands before each write, and their no is the end of it. */
import { describe, expect, it } from "vitest";
import { approveAll, inMode, mustBe, proposed, put, told } from "../../support/core/modes.ts";
import { asked, forgeDoes, HEAD, inReview, know, only, run, waiting } from "../../support/core/road.ts";
import { claimed, report, verdict } from "../../support/core/scene.ts";

describe("approve", () => {
  const approving = () => asked(inMode("approve"));

  it("runs jobs, and each effect is born proposed and held until a person says yes", () => {
    const project = approving();
    run(project, report("success", { head_sha: HEAD }));
    const effect = mustBe(waiting(project, "open_pull")[0]);
    expect(effect.state).toBe("proposed");
    expect(project.dueEffects()).toEqual([]);
    expect(told(project, "effect.proposed")).toMatchObject([{ kind: "open_pull", issue: 1 }]);
    expect(project.judge({ approve: [effect.id, "e999"] })).toEqual({
      approved: [effect.id],
      denied: [],
      refused: [{ id: "e999", reason: "there is no effect of that id" }],
    });
    expect(project.dueEffects()).toMatchObject([{ id: effect.id, state: "pending", approved_by: "ada" }]);
    expect(project.judge({ deny: [effect.id] }).refused[0]?.reason).toContain("approved already");
  });

  it("keeps the order within a work item: an earlier proposal holds what was approved after it", () => {
    const project = inReview(put(asked(), "auto"));
    put(project, "approve");
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    const [status, review, merge] = proposed(project);
    project.judge({ approve: [mustBe(merge).id, mustBe(review).id] });
    expect(project.dueEffects()).toEqual([]);
    project.judge({ approve: [mustBe(status).id] });
    expect(project.dueEffects().map((e) => e.id)).toEqual([status?.id]);
  });

  it("parks the work when a step of it is denied, says who denied what, and takes back what was to follow", () => {
    const project = put(inReview(), "approve");
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    const review = mustBe(waiting(project, "review")[0]);
    const merge = mustBe(waiting(project, "merge")[0]);
    project.judge({ approve: [merge.id], deny: [review.id] });
    expect(project.effects.get(review.id)).toMatchObject({ state: "dead", error: "denied by ada" });
    expect(project.effects.get(merge.id)?.state).toBe("dead");
    expect(only(project)).toMatchObject({
      phase: "parked",
      park_reason: expect.stringMatching(/^`ada` said no to this step: review pull request #50 at /),
    });
    expect(told(project, "effect.denied")).toMatchObject([{ kind: "review", reason: "denied", by: "ada" }]);
    approveAll(project);
    expect(forgeDoes(project)).toEqual(["status", "comment"]);
  });

  it("ends the work when its merge is denied after somebody closed the issue: no answer may begin it anew", () => {
    const project = put(inReview(), "approve");
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    know(project, 1, [], { state: "closed", updated_at: project.now + 5_000 });
    project.judge({ deny: [mustBe(waiting(project, "merge")[0]).id] });
    expect(only(project).phase).toBe("cancelled");
  });

  it("goes on without a mere comment that was denied, also when it was the last thing to wait for", () => {
    const project = approving();
    run(project, report("verified", { outputs: claimed() }));
    const [said] = waiting(project, "comment");
    project.judge({ deny: [mustBe(said).id] });
    expect(only(project).phase).toBe("verify");
    expect(run(project, report("success", { outputs: verdict("pass", `${"0".repeat(39)}1`) })).kind).toBe(
      "verify",
    );
    const [closing] = waiting(project, "comment");
    project.judge({ deny: [mustBe(closing).id], approve: [mustBe(waiting(project, "close_issue")[0]).id] });
    forgeDoes(project);
    expect(only(project).phase).toBe("done");
  });

  it("stops the attempt that was to follow when what came before it is denied", () => {
    const project = put(inReview(), "approve");
    run(project, report("success", { outputs: verdict("fail", HEAD, ["major"]) }));
    expect(only(project).phase).toBe("change");
    project.judge({ deny: [mustBe(waiting(project, "review")[0]).id] });
    expect(only(project).phase).toBe("parked");
    expect([...project.jobs.values()].filter((j) => j.state === "queued")).toEqual([]);
  });

  it("makes proposals of what was on its way when the project was put into it, and auto does not release them", () => {
    const project = asked();
    run(project, report("success", { head_sha: HEAD }));
    put(project, "approve");
    expect(project.dueEffects()).toEqual([]);
    expect(proposed(project)).toHaveLength(1);
    put(project, "auto");
    expect(project.dueEffects()).toEqual([]);
    approveAll(project);
    expect(project.dueEffects()).toHaveLength(1);
  });

  it("keeps a proposal one when a consumer that had it before says that it failed", () => {
    const project = asked();
    run(project, report("success", { head_sha: HEAD }));
    const effect = mustBe(project.dueEffects()[0]);
    project.effects.set(effect.id, { ...effect, state: "applying", not_before: project.now + 60_000 });
    put(project, "approve").dueEffects();
    expect(proposed(project)).toEqual([]);
    project.now += 60_000;
    project.dueEffects();
    expect(proposed(project)).toHaveLength(1);
    put(project, "auto").settleEffect(effect.id, { status: "retry", error: "late", after_ms: 0 });
    expect(proposed(project)).toHaveLength(1);
    expect(project.dueEffects()).toEqual([]);
  });

  it("withdraws the proposals of work that nobody wants any more", () => {
    const project = approving();
    run(project, report("success", { head_sha: HEAD }));
    know(project, 1, [], { state: "closed", updated_at: project.now + 5_000 });
    expect(proposed(project)).toEqual([]);
    expect(told(project, "effect.withdrawn")).toMatchObject([{ kind: "open_pull", issue: 1 }]);
  });
});
