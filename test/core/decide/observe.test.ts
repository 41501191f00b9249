/** The mode observe: everything is decided and told, and nothing is made, leased or written. */
import { describe, expect, it } from "vitest";
import { inMode, made, mustBe, put, told } from "../../support/core/modes.ts";
import { asked, forgeDoes, HEAD, inReview, know, only, run } from "../../support/core/road.ts";
import {
  BOT,
  comment,
  commentEvent,
  issue,
  issueEvent,
  outputs,
  pull,
  pullEvent,
  report,
  STRANGER,
  sha,
} from "../../support/core/scene.ts";

/** No runner has asked for work for three minutes, and an issue is to say so. */
function silent() {
  const project = asked();
  project.tick();
  for (let minute = 0; minute < 3; minute++) {
    project.now += 60_000;
    project.watch({ silent_ms: null, names: [] });
  }
  return project;
}

describe("observe", () => {
  it("makes nothing of a mention, and says what it would have queued", () => {
    const project = inMode("observe");
    know(project, 1);
    project.ingest(commentEvent(comment(500, 1, "@adf:developer please")));
    expect(made(project)).toEqual([0, 0, 0]);
    expect(told(project, "mention.would_queue")).toMatchObject([{ issue: 1, agent: "developer" }]);
    for (const event of ["item.created", "job.queued", "mention.accepted"])
      expect(told(project, event)).toEqual([]);
    expect([...project.mentions.values()]).toEqual(["observed"]);
  });

  it("says which issue it would pick, with rank, the next two and the comment, once for each change", () => {
    const project = inMode("observe");
    for (const n of [1, 2, 3, 4]) know(project, n);
    project.coordinate();
    const [pick] = told(project, "coordinator.would_pick");
    expect(pick).toMatchObject({ issue: 1, agent: "developer", rank: 0.25, next: [2, 3] });
    expect(pick?.text).toMatch(/^@adf:developer please pick up issue #1\.\n\nIt has the highest rank.*#2/s);
    project.coordinate();
    know(project, 4, [], { updated_at: project.now + 5_000, title: "Another title" });
    project.coordinate();
    expect(told(project, "coordinator.would_pick")).toHaveLength(1);
    know(project, 1, [], { state: "closed", updated_at: project.now + 9_000 });
    project.coordinate();
    expect(told(project, "coordinator.would_pick").map((e) => e.issue)).toEqual([1, 2]);
    expect(made(project)).toEqual([0, 0, 0]);
    expect(told(project, "reply.would_write")).toEqual([]);
  });

  it("says what it would have answered, a stranger and a cycle once", () => {
    const project = inMode("observe");
    know(project, 1, [2]);
    know(project, 2, [1]);
    project.ingest(commentEvent(comment(500, 1, "@adf:nobody please")));
    for (const id of [501, 502])
      project.ingest(commentEvent(comment(id, 1, "@adf:developer please", { author: STRANGER })));
    project.coordinate();
    project.coordinate();
    const replies = told(project, "reply.would_write");
    expect(replies.map((e) => [e.issue, String(e.text).slice(0, 9)])).toEqual([
      [1, "I could n"],
      [1, "Thank you"],
      [1, "#1, #2 wa"],
    ]);
    expect(told(project, "ranking.cycle")).toHaveLength(1);
    expect(made(project)).toEqual([0, 0, 0]);
  });

  it("after promotion replays no mention, and picks what is still ready", () => {
    const project = inMode("observe");
    know(project, 1);
    project.ingest(commentEvent(comment(500, 1, "@adf:developer please")), "once");
    project.coordinate();
    put(project, "auto");
    expect(project.ingest(commentEvent(comment(500, 1, "@adf:developer please")), "once")).toBe("duplicate");
    project.ingest(commentEvent(comment(500, 1, "@adf:developer please, edited")));
    expect(made(project)).toEqual([0, 0, 0]);
    project.coordinate();
    expect(only(project)).toMatchObject({ issue: 1, phase: "change", rank: 1 });
  });

  it("freezes work from before: nothing is leased or written, and it goes on after promotion", () => {
    const project = put(asked(), "observe");
    project.now += 3_600_000;
    expect(project.claim()).toBeNull();
    put(project, "auto");
    const offer = mustBe(project.claim() ?? undefined);
    put(project, "observe");
    project.start(offer.job, offer.epoch);
    project.finish(offer.job, offer.epoch, report("success", { head_sha: HEAD }));
    expect(only(project).phase).toBe("delivering");
    expect(project.dueEffects()).toEqual([]);
    put(project, "auto");
    expect(project.dueEffects().map((e) => e.action.kind)).toEqual(["open_pull"]);
  });

  it("leaves the ledger as it is with a job whose end it does not make: somebody pushed to what is judged", () => {
    const project = inReview();
    const { job } = mustBe(project.claim() ?? undefined);
    const before = [...project.tallies.values()];
    expect(before.map((t) => t.reserved_usd)).toContain(mustBe(project.jobs.get(job)).reserve?.usd);
    put(project, "observe");
    project.now += 60_000;
    const { branch, pull_request } = only(project);
    project.ingest(
      pullEvent(
        pull(pull_request ?? 0, { head_branch: branch ?? "", head_sha: sha(0xbad), updated_at: project.now }),
      ),
    );
    expect(only(project).phase).toBe("review");
    expect(project.jobs.get(job)?.spent).toBeUndefined();
    expect([...project.tallies.values()]).toEqual(before);
  });

  it("keeps for later that an alert is over whose issue stands on the forge from before", () => {
    const project = silent();
    forgeDoes(project);
    expect(project.meta.alerts).toHaveProperty("watch:runner");
    put(project, "observe");
    project.watch({ silent_ms: 0, names: ["runner-1"] });
    expect(project.meta.alerts).toEqual({});
    expect(project.dueEffects()).toEqual([]);
    put(project, "auto");
    expect(project.dueEffects().map((e) => e.action.kind)).toContain("close_issue");
  });

  it("keeps for later that a comment of ours from before stands there twice", () => {
    const project = asked();
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    forgeDoes(project);
    const told = mustBe([...project.effects.values()].find((e) => e.action.kind === "comment"));
    put(project, "observe");
    const payload = { effect: told.id, root: "", hop: 0 };
    project.ingest(commentEvent(comment(99_999, 1, "Which?", { author: BOT })), "late", {
      kind: "ours",
      payload,
    });
    put(project, "auto");
    expect(project.dueEffects().map((e) => e.action)).toMatchObject([
      { kind: "delete_comment", comment: 99_999 },
    ]);
  });

  it("keeps for later that an issue of ours from before stands there twice", () => {
    const project = silent();
    const told = [...project.effects.values()].find((e) => e.action.kind === "create_issue");
    const twice = (number: number) =>
      project.ingest(issueEvent(issue(number, { author: BOT })), `of ${number}`, {
        kind: "ours",
        payload: { effect: told?.id ?? "", root: "", hop: 0 },
      });
    put(project, "observe");
    for (const number of [77, 78]) twice(number);
    put(project, "auto");
    expect(project.dueEffects().map((e) => e.action)).toContainEqual(
      expect.objectContaining({ kind: "close_issue", issue: 78 }),
    );
  });

  it("leaves a parked question parked, whatever is answered, and stops work on a closed issue", () => {
    const project = asked();
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    forgeDoes(project);
    put(project, "observe");
    project.ingest(commentEvent(comment(600, 1, "The second one.")));
    project.ingest(commentEvent(comment(601, 1, "@adf:developer the second one")));
    expect(only(project).phase).toBe("parked");
    expect(told(project, "item.would_resume")).toHaveLength(2);
    know(project, 1, [], { state: "closed", updated_at: project.now + 5_000 });
    expect(only(project).phase).toBe("cancelled");
  });
});
