/** What people and our own comments do to an issue while work on it is under way. */
import { describe, expect, it } from "vitest";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, HEAD, inReview, know, only, PULL, run, waiting } from "../../support/core/road.ts";
import {
  comment,
  commentEvent,
  issue,
  issueDeleted,
  issueEvent,
  outputs,
  pull,
  pullEvent,
  report,
  STRANGER,
} from "../../support/core/scene.ts";

const mention = (id: number, on: number, text: string, over = {}) =>
  commentEvent(comment(id, on, text, over));

describe("what people do to an issue while work on it is under way", () => {
  it("closing it cancels item and job, and the late report is told so", () => {
    const project = asked();
    const offer = project.claim();
    project.ingest(issueEvent(issue(1, { state: "closed", updated_at: project.now + 1 })));
    expect(only(project).phase).toBe("cancelled");
    expect(project.finish(offer?.job ?? "", 1, report("success", { head_sha: HEAD }))).toEqual({
      accepted: false,
      reason: "The job had already ended: cancelled.",
    });
    expect(project.openEffects()).toEqual([]);
  });

  it("deleting it cancels it, and whatever waited for it waits no more", () => {
    const project = asked();
    know(project, 2, [1]);
    project.ingest(issueDeleted(issue(1)));
    expect(only(project).phase).toBe("cancelled");
    project.coordinate();
    expect([...project.items.values()].map((i) => [i.issue, i.phase])).toEqual([
      [1, "cancelled"],
      [2, "change"],
    ]);
  });

  it("closing a pull request that is being judged ends the judgement", () => {
    const project = new MemoryProject();
    project.ingest(pullEvent(pull(9)));
    project.ingest(mention(500, 9, "@adf:reviewer look"));
    project.ingest(pullEvent(pull(9, { state: "closed", updated_at: project.now + 1 })));
    expect(only(project).phase).toBe("cancelled");
  });

  it("a comment that carries an older picture of a finished issue does not reopen it", () => {
    const project = inReview();
    know(project, 1, [], { state: "closed", updated_at: project.now });
    project.ingest(commentEvent(comment(700, 1, "Nice."), issue(1, { updated_at: project.now })));
    expect(project.issues.get(1)?.state).toBe("closed");
  });

  it("an answer by a trusted person takes a parked item up again; a stranger's does not", () => {
    const project = asked();
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    expect(project.ingest(mention(600, 1, "Mine!", { author: STRANGER }))).toBe("no_mention");
    expect(only(project).phase).toBe("parked");
    expect(project.ingest(mention(601, 1, "The first."))).toBe("answer_to_question");
    expect(only(project)).toMatchObject({ phase: "change", request: "The first." });
  });
});

describe("our own comment, when it comes back", () => {
  it("twice, with two ids, has its later copy removed once", () => {
    const project = inReview();
    const effect = [...project.effects.values()].find((e) => e.action.kind === "comment");
    const payload = { effect: effect?.id ?? "", root: "", hop: 0 };
    const known = effect?.result?.comment ?? 0;
    expect(project.ingest(mention(known, PULL, "ours"), "first", { kind: "ours", payload })).toBe(
      "own_comment",
    );
    const double = mention(known + 1, PULL, "ours");
    expect(project.ingest(double, "second", { kind: "ours", payload })).toBe("duplicate_comment_removed");
    project.ingest(double, "third", { kind: "ours", payload });
    expect(project.openEffects().map((e) => e.action)).toEqual([
      { kind: "delete_comment", account: "coordinator", comment: known + 1 },
    ]);
    expect(forgeDoes(project)).toEqual(["delete_comment"]);
  });

  it("three times, and the forge's answer names the first: both others are taken away", () => {
    const project = asked();
    run(project, report("success", { head_sha: HEAD }));
    forgeDoes(project, "comment");
    const [effect] = waiting(project, "comment");
    const payload = { effect: effect?.id ?? "", root: "", hop: 0 };
    for (const id of [903, 902])
      project.ingest(mention(id, PULL, "ours"), `of ${id}`, { kind: "ours", payload });
    project.settleEffect(effect?.id ?? "", { status: "done", result: { comment: 901 } });
    const removed = waiting(project, "delete_comment").map(
      ({ action }) => "comment" in action && action.comment,
    );
    expect(removed).toEqual([903, 902]);
  });

  it("three times, the last written first, has one left: that which was written first", () => {
    const project = inReview();
    const effect = [...project.effects.values()].find((e) => e.action.kind === "comment");
    const payload = { effect: effect?.id ?? "", root: "", hop: 0 };
    const last = effect?.result?.comment ?? 0;
    for (const id of [last - 2, last - 1])
      project.ingest(mention(id, PULL, "ours"), `of ${id}`, { kind: "ours", payload });
    const removed = project.openEffects().map(({ action }) => "comment" in action && action.comment);
    expect(removed.sort()).toEqual([last, last - 1].sort());
    expect(project.effects.get(payload.effect)?.result?.comment).toBe(last - 2);
  });
});
