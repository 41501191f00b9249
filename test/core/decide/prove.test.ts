/** After the merge: the checks once more on the target branch, and a revert that is a pull request when it is red. */
import { describe, expect, it } from "vitest";
import type { Mode } from "../../../src/contract/config.ts";
import { onControl } from "../../../src/core/decide/on-control.ts";
import { rankProject } from "../../../src/core/decide/rank-project.ts";
import type { Check } from "../../../src/core/review/checks.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import {
  askedUnder,
  forgeDoes,
  HEAD,
  inMerge,
  inReview,
  mustClaim,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import { comment, commentEvent, issue, issueEvent, report, sha, verdict } from "../../support/core/scene.ts";

const MERGED = sha(0xfeed);
const UNDONE = sha(0xd0);

function merged(
  review_gate: unknown = ["reviewer", "qa"],
  gate: Record<string, unknown> = {},
): MemoryProject {
  const commands = { commands: ["npm test"], ...gate };
  const project = inReview(askedUnder({ review_gate: commands }, { review_gate }));
  for (const check of project.jobs.values()) if (check.kind === "check") run(project, report("success"));
  if (project.snapshot().items.some((i) => i.round?.gates.some((g) => g.kind === "ci")))
    project.readChecks([{ sha: HEAD, checks: [ci("success")] }]);
  inMerge(project);
  const [merge] = waiting(project, "merge");
  project.settleEffect(merge?.id ?? "", { status: "done", result: { merged_sha: MERGED } });
  return project;
}
const ci = (state: Check["state"]): Check => ({ context: "ci/test", state, description: "", target_url: "" });
const put = (project: MemoryProject, mode: Mode): MemoryProject => {
  project.context = { ...project.context, project: { ...project.context.project, mode } };
  return project;
};
const items = (project: MemoryProject) => [...project.items.values()];
const broken = (): MemoryProject => {
  const project = merged();
  run(project, report("exit_code", { detail: "not ok 3 - adds" }));
  return project;
};
/** The runner made the commit, and the pull request stands. */
function revertOpen(project: MemoryProject): MemoryProject {
  const offer = mustClaim(project);
  expect(offer).toMatchObject({ kind: "revert", provider: "none" });
  expect(offer.checkout).toMatchObject({ from: "base", branch: expect.stringMatching(/^adf\/revert-1-/) });
  expect(offer.prompt).toContain(`git revert --no-edit -m 1 ${MERGED}`);
  project.start(offer.job, offer.epoch);
  project.finish(offer.job, offer.epoch, report("success", { head_sha: UNDONE }));
  for (;;) {
    const [next] = project.openEffects();
    if (next === undefined) break;
    const result = next.action.kind === "open_pull" ? { pull_request: 61, head_sha: UNDONE } : {};
    project.settleEffect(next.id, { status: "done", result });
  }
  return project;
}

describe("a merged change", () => {
  it("is proved on the target branch before its issue is closed", () => {
    const project = merged();
    expect(items(project)[0]).toMatchObject({ phase: "proving", merged_sha: MERGED });
    expect(waiting(project, "close_issue")).toEqual([]);
    const offer = mustClaim(project);
    expect(offer).toMatchObject({ kind: "check", checkout: { from: "base", head_sha: MERGED } });
    project.start(offer.job, offer.epoch);
    project.finish(offer.job, offer.epoch, report("success"));
    forgeDoes(project);
    expect(items(project)[0]?.phase).toBe("done");
  });

  it("is proved again when the runner speaks of a conflict: there is nothing left to merge", () => {
    const project = merged();
    run(project, report("merge_conflict", { detail: "src/sum.js" }));
    expect(items(project)[0]).toMatchObject({ phase: "proving", merged_sha: MERGED });
    project.now += 3_600_000;
    run(project, report("success"));
    forgeDoes(project);
    expect(items(project)[0]?.phase).toBe("done");
  });

  it("waits for the forge's checks of the merged commit, and not of its head", () => {
    const project = merged(["reviewer", "ci"]);
    project.readChecks([{ sha: HEAD, checks: [ci("success")] }]);
    expect(items(project)[0]?.phase).toBe("proving");
    project.readChecks([{ sha: MERGED, checks: [ci("success")] }]);
    forgeDoes(project);
    expect(items(project)[0]?.phase).toBe("done");
  });

  it("is closed at once where nothing can prove it, or nobody wants it", () => {
    for (const project of [merged("reviewer"), merged(["reviewer", "qa"], { after_merge: false })]) {
      expect(waiting(project, "close_issue")).toHaveLength(1);
      forgeDoes(project);
      expect(items(project)[0]?.phase).toBe("done");
    }
  });

  it("stays where it is when a person or the forge closes the issue meanwhile", () => {
    const project = merged();
    project.ingest(issueEvent(issue(1, { state: "closed", updated_at: project.now + 1 })));
    expect(items(project)[0]?.phase).toBe("proving");
  });

  it("whose checks never end is told to a person, who closes with an answer", () => {
    const project = merged(["reviewer", "ci"]);
    project.now += 3_700_000;
    project.tick();
    expect(items(project)[0]?.phase).toBe("parked");
    expect(said(project).at(-1)).toContain("It is merged; look at it");
    expect(said(project).at(-1)).toContain("Where nothing checks `main` itself, `after_merge = false`");
  });
});

describe("a merge that turns the target branch red", () => {
  it("while its proof was taken from the runner is proved anew when a person answers, and not closed unseen", () => {
    const project = merged();
    const target = { kind: "job", id: mustClaim(project).job } as const;
    project.apply(onControl(project.snapshot(), { verb: "cancel", target, by: "ada", why: "" }).changes);
    forgeDoes(project);
    expect(items(project)[0]).toMatchObject({ phase: "parked", merged_sha: MERGED });
    project.ingest(commentEvent(comment(901, 1, "Go on.")));
    expect(items(project)[0]?.phase).toBe("proving");
    expect(waiting(project, "close_issue")).toEqual([]);
    run(project, report("exit_code", { detail: "not ok 3 - adds" }));
    expect(mustClaim(project).kind).toBe("revert");
  });

  it("while its proof was taken is closed where nothing proves any more, and nobody else's merge gives way", () => {
    const project = merged();
    const target = { kind: "job", id: mustClaim(project).job } as const;
    project.apply(onControl(project.snapshot(), { verb: "cancel", target, by: "ada", why: "" }).changes);
    forgeDoes(project);
    const [first] = items(project);
    if (first === undefined) throw new Error("nothing is merged");
    const judged = { passed: true, sha: HEAD, by: "reviewer", summary: "" };
    const { park_reason: _, parked_from: __, ...rest } = { ...first, merged_sha: null, judged };
    project.items.set("w90", {
      ...rest,
      id: "w90",
      issue: 9,
      pull_request: 90,
      phase: "approved",
      park_reason: null,
    });
    project.tick();
    const [other] = waiting(project, "merge");
    expect(other).toMatchObject({ item: "w90" });
    const { review_gate } = project.context.config;
    const config = { ...project.context.config, review_gate: { ...review_gate, after_merge: false } };
    project.context = { ...project.context, config };
    project.ingest(commentEvent(comment(901, 1, "Go on.")));
    expect(waiting(project, "close_issue")).toMatchObject([{ item: first.id }]);
    expect(waiting(project, "merge")).toMatchObject([{ id: other?.id }]);
    expect(project.items.get("w90")?.phase).toBe("merging");
  });

  it("is undone by a pull request, never by a push, and the issue stays open with the evidence", () => {
    const project = broken();
    const [change, revert] = items(project);
    expect(change?.phase).toBe("done");
    expect(revert).toMatchObject({ subject: "revert", issue: 1, reverts: MERGED, phase: "change" });
    expect(said(project).at(-1)).toMatch(/`main` is red with it[\s\S]*not ok 3 - adds/);
    expect(waiting(project, "close_issue")).toEqual([]);
    revertOpen(project);
    expect(revert && project.items.get(revert.id)).toMatchObject({ phase: "review", pull_request: 61 });
  });

  it("is not forgotten where the project was put into observe before: it is undone when it may be", () => {
    const project = merged();
    const { job, epoch } = mustClaim(project);
    project.start(job, epoch);
    put(project, "observe");
    project.finish(job, epoch, report("exit_code", { detail: "not ok 3 - adds" }));
    expect(items(project)[1]).toMatchObject({ subject: "revert", reverts: MERGED, phase: "change" });
    expect(project.journal.filter((e) => e.event === "item.created").at(-1)?.title).toMatch(/^Revert: /);
    expect(project.claim()).toBeNull();
    revertOpen(put(project, "auto"));
    expect(items(project)[1]).toMatchObject({ phase: "review", pull_request: 61 });
  });

  it("reopens an issue that was closed meanwhile", () => {
    const project = merged();
    project.ingest(issueEvent(issue(1, { state: "closed", updated_at: project.now + 1 })));
    run(project, report("exit_code"));
    expect(waiting(project, "reopen_issue").map((e) => e.action)).toMatchObject([{ issue: 1 }]);
  });

  it("is undone only when the revert has passed every gate; then the issue is work again", () => {
    const project = revertOpen(broken());
    run(project, report("success"));
    expect(waiting(project, "merge")).toEqual([]);
    run(project, report("success", { outputs: verdict("pass", UNDONE) }));
    const [merge] = waiting(project, "merge");
    expect(merge?.action).toMatchObject({ pull_request: 61, sha: UNDONE });
    forgeDoes(project, "merge");
    project.settleEffect(merge?.id ?? "", { status: "done", result: { merged_sha: sha(0xd1) } });
    expect(items(project).map((i) => i.phase)).toEqual(["done", "done"]);
    expect(said(project).at(-1)).toContain("has undone");
    project.now += 1_000;
    expect(rankProject(project.snapshot()).ready.map((r) => r.number)).toEqual([1]);
  });

  it("is undone as people asked, and done again as they asked by then", () => {
    const project = merged();
    project.ingest(commentEvent(comment(902, 1, "@adf:reviewer model:opus look closely")));
    run(project, report("exit_code", { detail: "not ok 3 - adds" }));
    const revert = items(project).find((i) => i.subject === "revert");
    expect(revert?.wishes).toEqual({ reviewer: { model: "opus" } });
    project.ingest(commentEvent(comment(903, 1, "@adf:developer tier:planning think first")));
    revertOpen(project);
    run(project, report("success"));
    run(project, report("success", { outputs: verdict("pass", UNDONE) }));
    const [merge] = waiting(project, "merge");
    forgeDoes(project, "merge");
    project.settleEffect(merge?.id ?? "", { status: "done", result: { merged_sha: sha(0xd1) } });
    project.ingest(commentEvent(comment(904, 1, "@adf:developer now once more")));
    const again = items(project).at(-1);
    expect(again).toMatchObject({ subject: "issue", phase: "change" });
    expect(again?.wishes).toEqual({ reviewer: { model: "opus" }, developer: { tier: "planning_tier" } });
  });

  it("asks a person when the revert does not pass, or cannot be made", () => {
    const failed = revertOpen(broken());
    run(failed, report("success"));
    run(failed, report("success", { outputs: verdict("fail", UNDONE, ["major"]) }));
    expect(items(failed)[1]?.phase).toBe("parked");
    expect(said(failed).at(-1)).toContain(`The revert of ${MERGED} did not pass`);
    const stuck = broken();
    run(stuck, report("exit_code", { detail: "CONFLICT (content): a.js" }));
    expect(items(stuck)[1]?.phase).toBe("parked");
    expect(said(stuck).at(-1)).toMatch(/cannot be undone by itself: CONFLICT/);
  });

  it("goes on being undone when a person closes the issue meanwhile: the branch is red all the same", () => {
    const project = revertOpen(broken());
    run(project, report("success"));
    project.ingest(issueEvent(issue(1, { state: "closed", updated_at: project.now + 1 })));
    run(project, report("success", { outputs: verdict("pass", UNDONE) }));
    forgeDoes(project, "merge");
    const [merge] = waiting(project, "merge");
    project.settleEffect(merge?.id ?? "", { status: "refused", reason: "forbidden", error: "no" });
    expect(items(project)[1]?.phase).toBe("parked");
  });

  it("is tried again when it was the machine that failed, and asks nobody for a reason", () => {
    const project = merged();
    run(project, report("infra", { detail: "disk full" }));
    expect(items(project)).toHaveLength(1);
    expect(items(project)[0]?.phase).toBe("proving");
  });
});
