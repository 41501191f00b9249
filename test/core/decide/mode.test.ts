/** How far a project is trusted: in `observe` nothing is made, in `approve` nothing is written that nobody said yes to. */

import { describe, expect, it } from "vitest";
import type { Mode } from "../../../src/contract/config.ts";
import { isApproved } from "../../../src/core/policy/mode.ts";
import { HELD } from "../../../src/core/work/job.ts";
import { WEIGHTS } from "../../support/core/chance.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, HEAD, inReview, know, only, run, waiting } from "../../support/core/road.ts";
import {
  claimed,
  comment,
  commentEvent,
  contextWith,
  outputs,
  pull,
  pullEvent,
  report,
  STRANGER,
  sha,
  verdict,
} from "../../support/core/scene.ts";
import { type Step, Walk } from "../../support/core/walk.ts";
import fc from "../../support/fast-check.ts";

const inMode = (mode: Mode): MemoryProject => new MemoryProject(contextWith({}, { mode }));
const put = (project: MemoryProject, mode: Mode): MemoryProject => {
  const { config, project: now } = project.context;
  project.context = { ...project.context, config, project: { ...now, mode } };
  return project;
};
const told = (project: MemoryProject, event: string) => project.journal.filter((e) => e.event === event);
const made = ({ items, jobs, effects }: MemoryProject) => [items.size, jobs.size, effects.size];
const proposed = (project: MemoryProject) => project.openEffects().filter((e) => e.state === "proposed");
const mustBe = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("it is not there");
  return value;
};
const approveAll = (project: MemoryProject) => project.judge({ approve: proposed(project).map((e) => e.id) });

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
    const project = asked();
    project.tick();
    for (let minute = 0; minute < 3; minute++) {
      project.now += 60_000;
      project.watch({ silent_ms: null, names: [] });
    }
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
    project.ingest(commentEvent(comment(99_999, 1, "Which?")), "late", { kind: "ours", payload });
    put(project, "auto");
    expect(project.dueEffects().map((e) => e.action)).toMatchObject([
      { kind: "delete_comment", comment: 99_999 },
    ]);
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

const RUNS = process.env.ADF_FULL === "1" ? 2_000 : 50;
const number = fc.nat({ max: 10_000 });
const what = fc.oneof(
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    weight,
    arbitrary: fc.constant(name as Step["what"]),
  })),
);
const step: fc.Arbitrary<Step> = fc.record({ what, a: number, b: number, c: number });
const life = fc.array(step, { minLength: 60, maxLength: 160, size: "max" });
const held = ({ jobs }: MemoryProject) =>
  [...jobs.values()].filter((j) => HELD.has(j.state)).map((j) => j.id);

describe("whatever happens", () => {
  it("in observe no work item, job or effect ever appears, and none is handed out", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(life, (steps) => {
        const walk = new Walk(2, "observe");
        for (const one of steps) {
          walk.step(one);
          expect(made(walk.project)).toEqual([0, 0, 0]);
          expect(walk.project.dueEffects()).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("in approve no effect is handed out that was not approved, and it comes to rest when all are", {
    timeout: 600_000,
  }, () => {
    fc.assert(
      fc.property(life, (steps) => {
        const walk = new Walk(1, "approve");
        const { project } = walk;
        for (const one of steps) {
          walk.step(one);
          const some = proposed(project)[one.b % 5];
          if (some !== undefined && one.c % 2 === 0)
            project.judge(one.c % 10 === 0 ? { deny: [some.id] } : { approve: [some.id] });
          walk.watch.check();
          for (const effect of project.dueEffects()) expect(isApproved(effect)).toBe(true);
        }
        walk.settle(60, () => void approveAll(project));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it("with modes that change under way, each is honoured from its first moment", { timeout: 600_000 }, () => {
    const modes = fc.constantFrom<Mode>("observe", "approve", "auto");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(modes, fc.array(step, { minLength: 20, maxLength: 50, size: "max" })), {
          minLength: 2,
          maxLength: 5,
        }),
        (lives) => {
          const walk = new Walk(2, "auto");
          const { project } = walk;
          for (const [mode, steps] of lives) {
            put(project, mode);
            const before = { items: project.items.size, held: held(project) };
            for (const one of steps) {
              walk.step(one);
              if (mode === "observe") {
                expect(project.items.size).toBe(before.items);
                expect(held(project).filter((job) => !before.held.includes(job))).toEqual([]);
                expect(project.dueEffects()).toEqual([]);
              }
              if (mode === "approve") expect(project.dueEffects().every(isApproved)).toBe(true);
              const some = proposed(project)[one.b % 3];
              if (some !== undefined && one.c % 3 === 0) project.judge({ approve: [some.id] });
              walk.watch.check();
            }
          }
          put(project, "auto");
          walk.settle(60, () => void approveAll(project));
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
