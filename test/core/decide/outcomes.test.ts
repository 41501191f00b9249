/** What follows each ending of a job: the table of outcomes, the gates, and when a person is asked. */
import { describe, expect, it } from "vitest";
import { type Outcome, ReportedOutcome } from "../../../src/contract/job.ts";
import type { JobReport } from "../../../src/contract/runner.ts";
import type { Phase } from "../../../src/core/work/work-item.ts";
import { asked, forgeDoes, HEAD, inReview, only, PULL, run, said, waiting } from "../../support/core/road.ts";
import { claimed, contextWith, outputs, report, sha, verdict } from "../../support/core/scene.ts";
import { inVerify, jobs } from "../../support/core/verifying.ts";

describe("the end of a change", () => {
  const next: Record<JobReport["outcome"], Phase> = {
    success: "delivering",
    verified: "verify",
    question: "parked",
    no_change: "change",
    exit_code: "change",
    timed_out: "change",
    stalled: "change",
    output_limit: "change",
    memory_limit: "change",
    disk_limit: "change",
    malformed_outputs: "change",
    merge_conflict: "change",
    rate_limited: "change",
    guard_denied: "change",
    spawn_failed: "change",
    infra: "change",
    cancelled: "change",
  };

  it.each(ReportedOutcome.options)("as %s leads to its phase", (outcome) => {
    const project = asked();
    const head_sha = outcome === "success" ? HEAD : null;
    run(project, report(outcome, { head_sha, outputs: outcome === "verified" ? claimed() : null }));
    expect(only(project).phase).toBe(next[outcome]);
    expect(jobs(project)[0]?.outcome).toBe(outcome);
  });

  it("opens a pull request from the job's own branch, with text that addresses nobody and closes nothing", () => {
    const project = asked();
    const pull_request = { title: "Fixes #9", body: "@adf:reviewer closes #9" };
    run(project, report("success", { head_sha: HEAD, outputs: outputs({ pull_request }) }));
    const action = waiting(project, "open_pull")[0]?.action;
    expect(action).toMatchObject({ branch: only(project).branch, base: "main" });
    expect(JSON.stringify(action)).not.toMatch(/fixes #9|closes #9|@adf/i);
  });

  it("without progress twice in a row asks a person", () => {
    const project = asked();
    run(project, report("no_change"));
    expect(only(project).phase).toBe("change");
    run(project, report("exit_code"));
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("2 attempts in a row changed nothing");
  });

  it("of a stopped agent leaves what was kept to the next attempt, and never delivers it", () => {
    const kept = "d".repeat(40);
    const project = asked();
    run(project, report("stalled", { checkpoint_sha: kept }));
    expect(only(project)).toMatchObject({ phase: "change", head_sha: null, idle_attempts: 0 });
    expect(waiting(project, "open_pull")).toEqual([]);
    const ref = `refs/adf/checkpoints/${only(project).branch}`;
    const checkout = { from: "branch", checkpoint_ref: ref, checkpoint_sha: kept };
    expect(run(project, report("timed_out"))).toMatchObject({ checkout });
    expect(run(project, report("success", { head_sha: HEAD }))).toMatchObject({ checkout });
    expect(only(project)).toMatchObject({ phase: "delivering", head_sha: HEAD });
    expect(only(project).checkpoint_sha).toBeUndefined();
  });

  it("that was the machine's fault uses up no attempt and is no lack of progress, within a bound", () => {
    const project = asked();
    const faults: Outcome[] = ["infra", "spawn_failed", "rate_limited"];
    for (let night = 0; night < 5; night++)
      for (const outcome of faults) run(project, report(outcome as JobReport["outcome"]));
    expect(only(project)).toMatchObject({
      phase: "change",
      attempts: 0,
      idle_attempts: 0,
      machine_failures: 15,
    });
    for (let n = 0; n < 5; n++) run(project, report("infra", { detail: "disk full" }));
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("tried 5 times");
    expect(said(project).at(-1)).toContain("infra: disk full");
  });

  it("in failure, but with commits, is progress", () => {
    const project = asked();
    run(project, report("no_change"));
    run(project, report("timed_out", { head_sha: sha(5) }));
    expect(only(project)).toMatchObject({ phase: "change", idle_attempts: 0, head_sha: sha(5) });
  });

  it("in success with nothing to add delivers what a failed attempt had pushed", () => {
    const project = asked();
    run(project, report("timed_out", { head_sha: HEAD }));
    run(project, report("success"));
    expect(only(project).phase).toBe("delivering");
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "review", pull_request: PULL });
  });

  it("names what failed attempts pushed when the work stops, and opens no pull request of what no gate has seen", () => {
    const project = asked();
    run(project, report("timed_out", { head_sha: HEAD }));
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    expect(only(project)).toMatchObject({ phase: "parked", pull_request: null, head_sha: HEAD });
    expect(waiting(project, "open_pull")).toEqual([]);
    expect(said(project).at(-1)).toContain(
      `left commits on the branch \`${only(project).branch}\` (${HEAD.slice(0, 12)}). No gate has seen them`,
    );
    const judged = inReview();
    run(judged, report("success", { outputs: verdict("fail", HEAD) }));
    run(judged, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    expect(said(judged).at(-1)).toContain("Which?");
    expect(said(judged).at(-1)).not.toContain("gate");
  });

  it("carries out what the agent asked beside it, quieted", () => {
    const project = asked();
    const said = outputs({
      comment: { body: "@adf:developer again" },
      new_issues: [{ title: "T", body: "Fixes #1" }],
    });
    run(project, report("infra", { outputs: said }));
    expect(waiting(project, "create_issue")).toHaveLength(1);
    expect(JSON.stringify(project.openEffects().map((e) => e.action))).not.toMatch(/@adf|Fixes #1/);
  });
});

describe.each([
  ["a review", inReview, "reviewer"],
  ["a verification", inVerify, "qa-one"],
] as const)("%s without a verdict", (_, begin, judge) => {
  it("twice in a row asks a person: no attempt of anybody goes round without progress", () => {
    const project = begin();
    run(project, report("success"));
    expect(only(project).phase).not.toBe("parked");
    run(project, report("exit_code", { detail: "no such model" }));
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain(`\`${judge}\` was asked 2 times and gave no verdict`);
    expect(said(project).at(-1)).toContain("exit_code: no such model");
  });

  it("that was the machine's fault is no lack of progress", () => {
    const project = begin();
    for (let n = 0; n < 4; n++) run(project, report("infra"));
    expect(only(project).phase).not.toBe("parked");
  });
});

describe("the factory breaker", () => {
  it("opens after enough failures, tells it, lets one job try, and closes when that succeeds", () => {
    const project = asked();
    project.context = contextWith({
      limits: { breaker_failures: 2, attempts: 20, breaker_window_secs: 100_000 },
    });
    run(project, report("infra"));
    run(project, report("infra"));
    expect(project.journal.map((e) => e.event)).toContain("breaker.opened");
    expect(project.claim()).toBeNull();
    run(project, report("success", { head_sha: HEAD }));
    expect(project.meta.breaker).toMatchObject({ opened_at: null, trial: false });
    expect(project.journal.map((e) => e.event)).toContain("breaker.closed");
  });

  it("is not left open for good when its trial job is cancelled", () => {
    const project = asked(asked(), 2);
    project.context = contextWith({ limits: { breaker_failures: 1, attempts: 20 } });
    run(project, report("infra"));
    project.now += 3_600_000;
    const trial = project.claim();
    expect(project.claim()).toBeNull();
    const item = project.items.get(project.jobs.get(trial?.job ?? "")?.item ?? "");
    project.ingest({
      kind: "issue",
      action: "deleted",
      repo: { id: 7, path: "acme/lib" },
      sender: null,
      issue: project.issues.get(item?.issue ?? 0) as never,
    });
    project.now += 3_600_000;
    expect(project.claim()).not.toBeNull();
  });
});
