/** What the forge's answers do to a work item: done, later, refused. */
import { describe, expect, it } from "vitest";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { MemoryProject as Project } from "../../support/core/memory-project.ts";
import {
  asked,
  forgeDoes,
  HEAD,
  inMerge,
  inReview,
  only,
  PULL,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import {
  comment,
  commentEvent,
  contextWith,
  issue,
  issueEvent,
  pull,
  pullEvent,
  report,
  START,
  sha,
  verdict,
} from "../../support/core/scene.ts";
import { refused } from "../../support/core/small-forge.ts";

const first = (project: MemoryProject, kind: Parameters<typeof waiting>[1]): string =>
  waiting(project, kind)[0]?.id ?? "";

describe("an effect that is done", () => {
  it("as a pull request leads to its review, at the head that the forge names", () => {
    const project = asked();
    run(project, report("success", { head_sha: sha(4) }));
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "review", pull_request: PULL, head_sha: HEAD });
    expect(said(project).at(-1)).toContain("@adf:reviewer please review");
  });

  it("as a merge leads to a comment that names the commit, to closing, and to the end", () => {
    const project = inMerge();
    expect(forgeDoes(project)).toEqual(["merge", "comment", "close_issue"]);
    expect(only(project)).toMatchObject({ phase: "done", merged_sha: sha(0xfeed) });
    expect(project.issues.get(1)?.state).toBe("closed");
    expect(said(project).at(-1)).toContain(sha(0xfeed));
  });

  it("as a closing is newer than whatever was changed before it, however late that is delivered", () => {
    const project = inMerge();
    forgeDoes(project, "close_issue");
    const closed_at = START + 60_000;
    project.settleEffect(first(project, "close_issue"), {
      status: "done",
      result: { updated_at: closed_at },
    });
    project.ingest(issueEvent(issue(1, { state: "open", updated_at: closed_at - 1_000 })));
    expect(project.issues.get(1)).toMatchObject({ state: "closed", updated_at: closed_at });
    project.ingest(issueEvent(issue(1, { state: "open", updated_at: closed_at + 1_000 })));
    expect(project.issues.get(1)?.state).toBe("open");
  });

  it("and answered again changes nothing", () => {
    const project = inMerge();
    const merge = first(project, "merge");
    forgeDoes(project);
    const before = JSON.stringify([...project.items.values(), ...project.effects.values()]);
    project.settleEffect(merge, { status: "done", result: { merged_sha: sha(2) } });
    project.settleEffect(merge, refused("conflict"));
    expect(JSON.stringify([...project.items.values(), ...project.effects.values()])).toBe(before);
  });

  it("without an enabled reviewer leaves the merge to a person", () => {
    const project = asked();
    run(project, report("success", { head_sha: HEAD }));
    project.context = contextWith({
      agents: [
        { name: "developer", role: "developer" },
        { name: "reviewer", role: "reviewer", enabled: false },
      ],
    });
    forgeDoes(project);
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("A person has to review and merge it");
  });
});

describe("an effect that must wait", () => {
  it("stays, is due later, and holds back what comes after it for its item", () => {
    const project = inReview();
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    const [status] = project.dueEffects();
    expect(status?.action.kind).toBe("status");
    project.settleEffect(status?.id ?? "", { status: "retry", error: "busy", after_ms: 5_000 });
    expect(project.dueEffects()).toEqual([]);
    project.settleEffect(status?.id ?? "", { status: "retry", error: "busy", after_ms: 5_000 });
    expect(project.journal.filter((e) => e.event === "effect.retry")).toHaveLength(1);
    project.now += 5_000;
    expect(project.dueEffects().map((e) => e.id)).toEqual([status?.id]);
  });
});

describe("an effect that is refused", () => {
  it("as a merge whose head moved has the new head judged", () => {
    const project = inMerge();
    project.settleEffect(first(project, "merge"), refused("head_moved"));
    expect(only(project).phase).toBe("delivering");
    project.settleEffect(first(project, "open_pull"), {
      status: "done",
      result: { pull_request: PULL, head_sha: sha(77) },
    });
    expect(only(project)).toMatchObject({ phase: "review", head_sha: sha(77), gate_attempts: 0 });
  });

  it("as a merge at a head that never moves is not judged for ever", () => {
    const project = inReview();
    for (let n = 0; n < 5; n++) {
      run(project, report("success", { outputs: verdict("pass", HEAD) }));
      forgeDoes(project, "merge");
      project.settleEffect(first(project, "merge"), refused("head_moved"));
      forgeDoes(project);
    }
    expect(only(project).phase).toBe("parked");
  });

  it.each([
    ["there is no branch to open a pull request of", "gone"],
    ["the branch holds no change", "invalid"],
  ] as const)(
    "because %s goes back to the developer with the reason, and in the end to a person",
    (_, reason) => {
      const project = asked();
      for (let n = 1; n <= 5; n++) {
        expect(only(project)).toMatchObject({ phase: "change", attempts: n - 1 });
        run(project, report("success", { head_sha: sha(n) }));
        project.settleEffect(first(project, "open_pull"), refused(reason));
      }
      expect(only(project)).toMatchObject({ phase: "parked", findings: [{ severity: "major" }] });
      expect(said(project).at(-1)).toContain("The forge opened no pull request of adf/");
    },
  );

  it("as a pull request that a person closed, or that our account may not open, asks a person", () => {
    const project = asked();
    run(project, report("success", { head_sha: HEAD }));
    project.settleEffect(first(project, "open_pull"), refused("forbidden"));
    expect(only(project).phase).toBe("parked");
    const closed = inReview();
    run(closed, report("success", { outputs: verdict("fail", HEAD) }));
    run(closed, report("success", { head_sha: sha(5) }));
    closed.settleEffect(first(closed, "open_pull"), refused("gone"));
    expect(only(closed).phase).toBe("parked");
  });

  it("as a merge of a closed pull request asks a person", () => {
    const project = inMerge();
    project.settleEffect(first(project, "merge"), refused("gone"));
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("Reopen it and say so here");
  });

  it("as a merge whose issue was closed meanwhile ends the work instead of going on", () => {
    const project = inMerge();
    project.now += 1_000;
    project.ingest(issueEvent(issue(1, { state: "closed", updated_at: project.now })));
    expect(only(project).phase).toBe("merging");
    project.settleEffect(first(project, "merge"), refused("conflict"));
    expect(only(project).phase).toBe("cancelled");
  });

  it("as a status or a review does not stop a merge that is promised", () => {
    const project = inReview();
    run(project, report("success", { outputs: verdict("pass", HEAD) }));
    project.settleEffect(first(project, "status"), refused("forbidden"));
    project.settleEffect(first(project, "review"), refused("forbidden"));
    expect(only(project).phase).toBe("merging");
    expect(forgeDoes(project)).toEqual(["merge", "comment", "close_issue"]);
    expect(only(project).phase).toBe("done");
  });

  it("as the closing is tried again when a person answers, and nothing is done twice", () => {
    const project = inMerge();
    forgeDoes(project, "close_issue");
    project.settleEffect(first(project, "close_issue"), refused("forbidden"));
    expect(only(project).phase).toBe("parked");
    project.ingest(commentEvent(comment(800, 1, "You may now.")));
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "done", attempts: 1 });
  });

  it("as the judgement that a person asked for is said, and not passed over in silence", () => {
    const project = new Project();
    project.ingest(pullEvent(pull(9)));
    project.ingest(commentEvent(comment(500, 9, "@adf:reviewer look")));
    run(project, report("success", { outputs: verdict("pass", pull(9).head_sha) }));
    expect(only(project).phase).toBe("reporting");
    project.settleEffect(first(project, "status"), refused("invalid"));
    expect(only(project).phase).toBe("reporting");
    project.settleEffect(first(project, "review"), refused("forbidden"));
    expect(only(project).phase).toBe("parked");
  });

  it("as the last word of a report ends it", () => {
    const project = new Project();
    project.ingest(pullEvent(pull(9)));
    project.ingest(commentEvent(comment(500, 9, "@adf:reviewer look")));
    run(project, report("success", { outputs: verdict("fail", pull(9).head_sha, ["major"]) }));
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "done", subject: "pull" });
  });
});
