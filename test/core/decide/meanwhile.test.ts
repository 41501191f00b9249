/** What people and our own comments do to an issue while work on it is under way. */
import { describe, expect, it } from "vitest";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { mustBe } from "../../support/core/modes.ts";
import { asked, forgeDoes, HEAD, inReview, know, only, PULL, run, waiting } from "../../support/core/road.ts";
import {
  BOT,
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
  const ours = (id: number) => mention(id, PULL, "ours", { author: BOT });

  it("twice, with two ids, has its later copy removed once", () => {
    const project = inReview();
    const effect = [...project.effects.values()].find((e) => e.action.kind === "comment");
    const payload = { effect: effect?.id ?? "", root: "", hop: 0 };
    const known = effect?.result?.comment ?? 0;
    expect(project.ingest(ours(known), "first", { kind: "ours", payload })).toBe("own_comment");
    const double = ours(known + 1);
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
    for (const id of [903, 902]) project.ingest(ours(id), `of ${id}`, { kind: "ours", payload });
    project.settleEffect(effect?.id ?? "", { status: "done", result: { comment: 901 } });
    const removed = waiting(project, "delete_comment").map(
      ({ action }) => "comment" in action && action.comment,
    );
    expect(removed).toEqual([903, 902]);
  });

  it("twice, though it was given up, is taken away once", () => {
    const project = inReview();
    const given = mustBe([...project.effects.values()].find((e) => e.action.kind === "comment"));
    project.effects.set(given.id, { ...given, state: "dead", error: "no answer", result: null });
    const payload = { effect: given.id, root: "", hop: 0 };
    for (const id of [901, 902]) project.ingest(ours(id), `of ${id}`, { kind: "ours", payload });
    expect(project.openEffects().map((e) => e.action)).toEqual([
      { kind: "delete_comment", account: "coordinator", comment: 902 },
    ]);
  });

  it("three times, the last written first, has one left: that which was written first", () => {
    const project = inReview();
    const effect = [...project.effects.values()].find((e) => e.action.kind === "comment");
    const payload = { effect: effect?.id ?? "", root: "", hop: 0 };
    const last = effect?.result?.comment ?? 0;
    for (const id of [last - 2, last - 1]) project.ingest(ours(id), `of ${id}`, { kind: "ours", payload });
    const removed = project.openEffects().map(({ action }) => "comment" in action && action.comment);
    expect(removed.sort()).toEqual([last, last - 1].sort());
    expect(project.effects.get(payload.effect)?.result?.comment).toBe(last - 2);
  });

  it("copied with its marker by somebody else, takes nothing away", () => {
    const project = inReview();
    const effect = [...project.effects.values()].find((e) => e.action.kind === "comment");
    const payload = { effect: effect?.id ?? "", root: "", hop: 0 };
    const copy = mention(999, PULL, "ours", { author: STRANGER });
    expect(project.ingest(copy, "copy", { kind: "ours", payload })).toBe("own_comment");
    expect(project.openEffects()).toEqual([]);
  });
});

describe("an issue of our own", () => {
  /** An alert under way to the forge: its request was given up, and may be carried out late. */
  const told = () => {
    const project = asked();
    forgeDoes(project);
    for (let minute = 0; minute < 3; minute++) {
      project.now += 60_000;
      project.tick();
      project.watch({ silent_ms: null, names: [] });
    }
    const [effect] = waiting(project, "create_issue");
    if (effect === undefined) throw new Error("nobody is told");
    const { id } = effect;
    const reads = (number: number, author = BOT) =>
      project.ingest(issueEvent(issue(number, { author, updated_at: project.now })), `of ${number}`, {
        kind: "ours",
        payload: { effect: id, root: "", hop: 0 },
      });
    const closing = () =>
      waiting(project, "close_issue").map(({ action }) => "issue" in action && action.issue);
    return { project, id, reads, closing, stands: () => project.effects.get(id)?.result?.issue };
  };

  it("that a late request makes a second time is closed, and the first stands", () => {
    const { project, id, reads, closing, stands } = told();
    project.settleEffect(id, { status: "done", result: { issue: 40 } });
    reads(40);
    reads(41, STRANGER);
    expect(closing()).toEqual([]);
    reads(42);
    expect([closing(), stands()]).toEqual([[42], 40]);
  });

  it("that was read before the forge's answer names a later one stands, and the later is closed", () => {
    const { project, id, reads, closing, stands } = told();
    reads(40);
    project.settleEffect(id, { status: "done", result: { issue: 42 } });
    reads(42);
    expect([closing(), stands()]).toEqual([[42], 40]);
    expect(project.meta.alert_issues).toEqual([40, 42]);
  });
});
