/** What a reviewer's verdict leads to, on a change and on a claim that nothing has to change. */
import { describe, expect, it } from "vitest";
import { asked, forgeDoes, HEAD, inReview, only, PULL, run, said, waiting } from "../../support/core/road.ts";
import { claimed, contextWith, report, sha, verdict } from "../../support/core/scene.ts";
import { inVerify, jobs } from "../../support/core/verifying.ts";

describe("a review", () => {
  it("that passes leads to a merge at exactly the judged head", () => {
    const project = inReview();
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    expect(only(project).phase).toBe("merging");
    expect(waiting(project, "merge")[0]?.action).toMatchObject({ sha: HEAD, pull_request: PULL });
    expect(waiting(project, "status")[0]?.action).toMatchObject({ state: "success", sha: HEAD });
    expect(waiting(project, "review")[0]?.action).toMatchObject({ event: "APPROVED", account: "reviewer" });
  });

  it.each([
    ["concerns that are minor pass", "concerns", ["minor"], "merging"],
    ["concerns of which one is major are a failure", "concerns", ["minor", "major"], "change"],
    ["a pass with a critical finding is a failure", "pass", ["critical"], "change"],
    ["a failure is sent back", "fail", [], "change"],
  ] as const)("%s", (_, result, severities, phase) => {
    const project = inReview();
    run(project, report("success", { outputs: verdict(result, HEAD, [...severities]) }));
    expect(only(project).phase).toBe(phase);
  });

  it("that fails hands its findings to the next attempt and asks for changes on the forge", () => {
    const project = inReview();
    run(project, report("success", { outputs: verdict("fail", HEAD, ["major"]) }));
    expect(only(project)).toMatchObject({
      phase: "change",
      gate_attempts: 0,
      findings: [{ severity: "major" }],
    });
    expect(waiting(project, "review")[0]?.action).toMatchObject({ event: "REQUEST_CHANGES" });
    project.now += 3_600_000;
    expect(project.claim()?.prompt).toContain("a major thing");
  });

  it.each([
    ["without a verdict", report("success")],
    ["with a verdict on another head", report("success", { outputs: verdict("pass", sha(3)) })],
    ["that says pass but ended badly", report("exit_code", { outputs: verdict("pass", HEAD) })],
  ])("%s is red and is held again", (_, end) => {
    const project = inReview();
    run(project, end);
    expect(only(project)).toMatchObject({ phase: "review", gate_attempts: 1 });
    expect(waiting(project, "status")[0]?.action).toMatchObject({ state: "failure" });
    expect(waiting(project, "merge")).toEqual([]);
  });

  it("whose merge conflicts goes back, and the next attempt begins from the base", () => {
    const project = inReview();
    run(project, report("merge_conflict", { detail: "src/a.js" }));
    expect(only(project).findings[0]?.message).toMatch(/^Merge conflict with main: src\/a\.js/);
    project.now += 3_600_000;
    expect(project.claim()?.checkout.from).toBe("base");
    expect(project.journal.at(-1)).toMatchObject({ event: "job.leased", attempt: 2, goes_on_from: "base" });
  });

  it("cannot send work back for ever: when the attempts are used up a person is asked", () => {
    const project = asked();
    for (let n = 1; n <= 5; n++) {
      run(project, report("success", { head_sha: sha(n) }));
      const [open] = waiting(project, "open_pull");
      for (const e of project.openEffects().filter((o) => o.seq < (open?.seq ?? 0))) {
        project.settleEffect(e.id, { status: "done", result: {} });
      }
      project.settleEffect(open?.id ?? "", {
        status: "done",
        result: { pull_request: PULL, head_sha: sha(n) },
      });
      run(project, report("success", { outputs: verdict("fail", sha(n), ["major"]) }));
    }
    expect(only(project)).toMatchObject({ phase: "parked", attempts: 5 });
    expect(said(project).at(-1)).toContain("tried 5 times, and the last result was sent back");
  });
});

describe("a claim that nothing has to change", () => {
  it("is re-run by another agent, and closes the issue when it holds", () => {
    const project = inVerify();
    expect(jobs(project).at(-1)).toMatchObject({ kind: "verify", agent: "qa-one" });
    run(project, report("success", { base_sha: sha(8), outputs: verdict("pass", sha(8)) }));
    expect(only(project).phase).toBe("merging");
    expect(forgeDoes(project)).toEqual(["comment", "close_issue"]);
    expect(only(project)).toMatchObject({ phase: "done", pull_request: null });
  });

  it("that does not hold goes back to the developer", () => {
    const project = inVerify();
    run(project, report("success", { base_sha: sha(8), outputs: verdict("fail", sha(8), ["major"]) }));
    expect(only(project)).toMatchObject({ phase: "change", claim: null });
  });

  it("without a verdict on the tree it ran in is not believed", () => {
    const project = inVerify();
    run(project, report("success", { base_sha: sha(8), outputs: verdict("pass", sha(9)) }));
    expect(only(project).phase).toBe("verify");
  });

  it("is not checked by the one who made it: without another agent a person is asked", () => {
    const project = asked();
    project.context = contextWith({
      agents: [
        { name: "developer", role: "developer" },
        { name: "reviewer", role: "reviewer", enabled: false },
      ],
    });
    run(project, report("verified", { outputs: claimed() }));
    expect(only(project).phase).toBe("parked");
  });
});
