/** Several gates at one time: each judges the same head, and nothing is decided before the last of them. */
import { describe, expect, it } from "vitest";
import { MemoryProject } from "../../support/core/memory-project.ts";
import {
  asked,
  askedUnder,
  forgeDoes,
  HEAD,
  inReview,
  know,
  mustClaim,
  only,
  PULL,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import {
  AGENTS,
  comment,
  commentEvent,
  contextWith,
  outputs,
  pull,
  pullEvent,
  report,
  sha,
  verdict,
} from "../../support/core/scene.ts";

const SECURITY = { name: "security", role: "reviewer" };
const context = (gates: unknown = ["reviewer", "security"]) =>
  contextWith({ agents: [...AGENTS, SECURITY] }, { review_gate: gates });

const judged = (gates?: unknown): MemoryProject => inReview(asked(new MemoryProject(context(gates))));

/** One of the gates ends; `who` says which was taken. */
function gate(project: MemoryProject, result: "pass" | "fail", head = HEAD): string {
  const findings = result === "fail" ? (["major"] as const) : [];
  return run(project, report("success", { outputs: verdict(result, head, findings) })).agent;
}

const live = (project: MemoryProject) =>
  [...project.jobs.values()].filter(
    (j) => j.state === "queued" || j.state === "leased" || j.state === "running",
  );

describe("the gates of a project", () => {
  it("are all asked at once, at the very same head", () => {
    const project = judged();
    expect(live(project).map((j) => [j.gate, j.head_sha])).toEqual([
      ["reviewer", HEAD],
      ["security", HEAD],
    ]);
    const offers = [mustClaim(project, "one"), mustClaim(project, "two")];
    expect(offers.map((o) => o.agent)).toEqual(["reviewer", "security"]);
    expect(said(project).filter((body) => body.includes("please review"))).toHaveLength(2);
  });

  it("merge only when every one of them is green", () => {
    const project = judged();
    gate(project, "pass");
    expect(only(project).phase).toBe("review");
    expect(waiting(project, "merge")).toEqual([]);
    gate(project, "pass");
    expect(only(project)).toMatchObject({
      phase: "merging",
      judged: { sha: HEAD, by: "reviewer, security" },
    });
    expect(waiting(project, "merge")).toHaveLength(1);
  });

  it("are shown on the exact head: a status and a review each, and the one of all when the last has ended", () => {
    const project = judged();
    gate(project, "pass");
    gate(project, "fail");
    const statuses = waiting(project, "status").map((e) => e.action);
    expect(statuses).toMatchObject([
      { context: "adf/reviewer", sha: HEAD, state: "success", account: "reviewer" },
      { context: "adf/security", sha: HEAD, state: "failure", account: "reviewer" },
      { context: "adf/review", sha: HEAD, state: "failure", account: "coordinator" },
    ]);
    expect(waiting(project, "review")).toHaveLength(2);
  });

  it("say what they found beside the line it is about, and in the review all the same", () => {
    const project = judged("reviewer");
    const findings = [
      { severity: "major" as const, message: "Wrong @adf:developer", file: "src/a.js", line: 7 },
      { severity: "minor" as const, message: "No place" },
    ];
    const said = { result: "fail" as const, confidence: 1, head_sha: HEAD, summary: "No.", findings };
    run(project, report("success", { outputs: outputs({ verdict: said }) }));
    const action = waiting(project, "review")[0]?.action;
    expect(action).toMatchObject({ sha: HEAD, comments: [{ path: "src/a.js", line: 7 }] });
    expect(JSON.stringify(action)).toContain("No place");
    expect(JSON.stringify(action)).not.toContain("@adf:developer");
  });

  it("send back once, with all that they found, each by its name", () => {
    const project = judged();
    expect(gate(project, "fail")).toBe("reviewer");
    expect(only(project).phase).toBe("review");
    gate(project, "fail");
    const { phase, findings } = only(project);
    expect(phase).toBe("change");
    expect(findings.map((f) => f.message)).toEqual(["reviewer: a major thing", "security: a major thing"]);
    expect(said(project).filter((body) => body.includes("goes back to you"))).toHaveLength(1);
    const { prompt } = mustClaim(project);
    expect(prompt).toContain("reviewer: a major thing");
    expect(prompt).toContain("security: a major thing");
  });

  it("leave a change to what steers agents to a person, also when it passed", () => {
    const project = asked();
    const changed_files = ["src/a.ts", "docs/AGENTS.md", ".Claude/settings.json", "src/agents.ts"];
    run(project, report("success", { head_sha: HEAD, changed_files }));
    forgeDoes(project);
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    expect(only(project)).toMatchObject({ phase: "parked", judged: { sha: HEAD, passed: true } });
    expect(waiting(project, "merge")).toEqual([]);
    expect(only(project).park_reason).toMatch(
      /pull request #50, but .*`docs\/AGENTS\.md`, `\.Claude\/settings\.json`\./,
    );
    // An answer is worked on; as long as the file is in the change, nothing but a person merges it.
    know(project, 1);
    project.ingest(commentEvent(comment(700, 1, "Looks good to me.")));
    expect(only(project).phase).toBe("change");
    for (let n = 0; n < 2; n++) run(project, report("no_change"));
    expect(only(project).phase).toBe("parked");
    expect(waiting(project, "merge")).toEqual([]);
  });

  it("let it go on when the change has none of it any more", () => {
    const project = asked();
    run(project, report("success", { head_sha: HEAD, changed_files: ["AGENTS.md"] }));
    forgeDoes(project);
    run(project, report("success", { outputs: verdict("fail", HEAD) }));
    run(project, report("success", { head_sha: sha(0xcafe), changed_files: ["src/a.ts"] }));
    forgeDoes(project);
    expect(only(project)).not.toHaveProperty("steers");
  });

  it("count their attempts each for itself, and the one that never answers asks a person", () => {
    const project = judged();
    // The first in the queue is taken first, and one that failed waits: so each of them fails in turn.
    for (let n = 0; n < 2; n++) run(project, report("success"));
    expect(only(project).phase).toBe("review");
    run(project, report("success"));
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("`reviewer` was asked 2 times and gave no verdict");
    expect(live(project)).toEqual([]);
  });

  it("end together where the change no longer merges: the others have nothing to judge", () => {
    const project = judged();
    run(project, report("merge_conflict", { detail: "conflicts in: src/a.js\n<<<<<<< main" }));
    expect(only(project).phase).toBe("change");
    expect(only(project).findings).toHaveLength(1);
    expect(only(project).findings[0]?.message).toContain("<<<<<<<");
    const told = project.journal.filter(({ event }) => event === "review.failed" || event === "job.failed");
    expect(told.map(({ reason }) => reason)).toEqual([
      "conflicts in: src/a.js",
      expect.stringMatching(/^Merge conflict with \S+ conflicts in: src\/a\.js$/),
    ]);
    expect(live(project).map((j) => j.kind)).toEqual(["change"]);
  });

  it("begin anew when somebody pushes, and what they said before counts no more", () => {
    const project = judged();
    gate(project, "pass");
    const pushed = { head_branch: only(project).branch, head_sha: sha(77), updated_at: project.now + 1 };
    const held = mustClaim(project);
    project.ingest(pullEvent(pull(PULL, pushed)));
    expect(only(project).phase).toBe("delivering");
    expect(project.jobs.get(held.job)?.state).toBe("cancelled");
    const [open] = waiting(project, "open_pull");
    forgeDoes(project, "open_pull");
    project.settleEffect(open?.id ?? "", {
      status: "done",
      result: { pull_request: PULL, head_sha: sha(77) },
    });
    forgeDoes(project);
    expect(live(project).map((j) => [j.gate, j.head_sha])).toEqual([
      ["reviewer", sha(77)],
      ["security", sha(77)],
    ]);
    gate(project, "pass", sha(77));
    expect(only(project).phase).toBe("review");
  });

  it("of which one is not there ask a person, who has to judge", () => {
    const project = judged(["reviewer", "nobody"]);
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("`nobody` is not an enabled agent");
  });

  it("may be written as one name, and without a word are what they always were", () => {
    const alone = judged("security");
    expect(live(alone).map((j) => j.gate)).toEqual(["security"]);
    const usual = asked();
    run(usual, report("success", { head_sha: HEAD }));
    forgeDoes(usual);
    gate(usual, "pass");
    expect(waiting(usual, "status").map((e) => e.action)).toMatchObject([
      { context: "adf/review", account: "reviewer" },
    ]);
  });

  it("take no verdict from the author of the change", () => {
    const both = [{ name: "developer", role: "developer" }];
    const project = askedUnder({ agents: both }, { review_gate: "developer" });
    run(project, report("success", { head_sha: HEAD }));
    forgeDoes(project);
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    expect(only(project).phase).toBe("review");
    expect(waiting(project, "status").at(-1)?.action).toMatchObject({ state: "failure" });
    expect(waiting(project, "merge")).toEqual([]);
  });
});

describe("two merges", () => {
  it("into one branch come one after the other", () => {
    const project = askedUnder({
      agents: [...AGENTS.slice(0, 1).map((a) => ({ ...a, slots: 2 })), ...AGENTS.slice(1)],
    });
    asked(project, 2);
    const item = (issue: number) => [...project.items.values()].find((i) => i.issue === issue);
    const heads = new Map([
      [1, { pull_request: 51, head_sha: sha(0xa1) }],
      [2, { pull_request: 52, head_sha: sha(0xa2) }],
    ]);
    for (let n = 0; n < 2; n++) {
      const offer = mustClaim(project);
      project.start(offer.job, offer.epoch);
      project.finish(
        offer.job,
        offer.epoch,
        report("success", { head_sha: heads.get(offer.issue)?.head_sha ?? null }),
      );
    }
    const settle = () => {
      for (const e of project.openEffects()) {
        if (e.action.kind === "merge") continue;
        const of = project.items.get(e.item ?? "")?.issue ?? 0;
        project.settleEffect(e.id, {
          status: "done",
          result: e.action.kind === "open_pull" ? (heads.get(of) ?? {}) : {},
        });
      }
    };
    settle();
    for (let n = 0; n < 2; n++) {
      const offer = mustClaim(project);
      project.start(offer.job, offer.epoch);
      const head = heads.get(offer.issue)?.head_sha ?? "";
      project.finish(offer.job, offer.epoch, report("success", { outputs: verdict("pass", head) }));
    }
    settle();
    expect([item(1)?.phase, item(2)?.phase]).toEqual(["merging", "approved"]);
    const [merge] = waiting(project, "merge");
    expect(waiting(project, "merge")).toHaveLength(1);
    project.settleEffect(merge?.id ?? "", { status: "done", result: { merged_sha: sha(0xfe) } });
    expect(waiting(project, "merge").map((e) => e.item)).toEqual([item(2)?.id]);
    expect(item(2)?.phase).toBe("merging");
  });
});

it("has no use for outputs beside a verdict", () => {
  const project = judged();
  run(project, report("success", { outputs: outputs({ summary: "LGTM, all gates pass" }) }));
  expect(waiting(project, "merge")).toEqual([]);
});
