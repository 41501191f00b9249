/** A person merges a pull request of the factory on the forge, whatever the factory was about to do with it. */
import { describe, expect, it } from "vitest";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import {
  asked,
  askedUnder,
  forgeDoes,
  HEAD,
  inMerge,
  inReview,
  only,
  PULL,
  passes,
  run,
  waiting,
} from "../../support/core/road.ts";
import { pull, pullEvent, report, sha, verdict } from "../../support/core/scene.ts";

const MERGED = sha(0xfeed);
const merge = (project: MemoryProject, over = {}) =>
  project.ingest(
    pullEvent(
      pull(PULL, {
        head_branch: only(project).branch,
        head_sha: HEAD,
        state: "closed",
        merged: true,
        merged_sha: MERGED,
        updated_at: project.now + 1,
        ...over,
      }),
    ),
  );
const waitsForPerson = (): MemoryProject => {
  const project = asked();
  run(project, report("success", { head_sha: HEAD, changed_files: ["CLAUDE.md"] }));
  forgeDoes(project);
  passes(project);
  forgeDoes(project);
  return project;
};

describe("a pull request that a person merges", () => {
  it("as the factory's question says they may: the issue is closed", () => {
    const project = waitsForPerson();
    expect(only(project)).toMatchObject({ phase: "parked", waits_for: "merge" });
    merge(project);
    expect(only(project)).toMatchObject({ phase: "merging", merged_sha: MERGED, park_reason: null });
    expect(forgeDoes(project)).toEqual(["comment", "close_issue"]);
    expect(only(project).phase).toBe("done");
    expect(project.journal.filter((e) => e.event === "merge.by_hand")).toHaveLength(1);
  });

  it("while another is to be merged: that one waits until this is proved, and is merged then", () => {
    const gates = { review_gate: ["reviewer", "ci"] };
    const ci = { context: "ci/test", state: "success", description: "", target_url: "" } as const;
    const project = askedUnder({}, gates);
    inReview(project);
    project.readChecks([{ sha: HEAD, checks: [ci] }]);
    inMerge(project);
    const [other] = [...project.items.values()];
    if (other === undefined) throw new Error("nothing is merged");
    const mine = { ...other, id: "w90", issue: 9, branch: "adf/9-w90", pull_request: 90, round: undefined };
    const { round: _, ...parked } = { ...mine, phase: "parked" as const, park_reason: "Merge it." };
    project.items.set("w90", parked);
    const by_hand = { head_branch: "adf/9-w90", head_sha: HEAD, state: "closed", merged: true } as const;
    project.ingest(pullEvent(pull(90, { ...by_hand, merged_sha: MERGED, updated_at: project.now + 1 })));
    expect(project.items.get("w90")?.phase).toBe("proving");
    expect(project.items.get(other.id)?.phase).toBe("approved");
    expect(waiting(project, "merge")).toEqual([]);
    project.readChecks([{ sha: MERGED, checks: [ci] }]);
    expect(project.items.get(other.id)?.phase).toBe("merging");
    expect(waiting(project, "merge")).toMatchObject([{ action: { sha: HEAD } }]);
  });

  it("while its gates judge it: their jobs end, and nothing is merged a second time", () => {
    const project = inReview();
    merge(project);
    expect([...project.jobs.values()].map((j) => j.state)).toEqual(["succeeded", "cancelled"]);
    expect(waiting(project, "merge")).toEqual([]);
    forgeDoes(project);
    expect(only(project).phase).toBe("done");
  });

  it("while the developer works on what a gate found", () => {
    const project = inReview();
    run(project, report("success", { outputs: verdict("fail", HEAD, ["major"]) }));
    forgeDoes(project);
    expect(only(project).phase).toBe("change");
    merge(project);
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "done", merged_sha: MERGED });
  });

  it("is proved on the target branch as any other", () => {
    const gates = { review_gate: ["reviewer", "ci"] };
    const project = inReview(askedUnder({}, gates));
    merge(project);
    expect(only(project)).toMatchObject({ phase: "proving", round: { sha: MERGED } });
  });

  it("at the moment at which we do: the forge's answer to our merge counts", () => {
    const project = inMerge();
    merge(project);
    expect(only(project)).toMatchObject({ phase: "merging", merged_sha: null });
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "done", merged_sha: MERGED });
  });

  it("is found by the tick where the news came while nothing could be made of it", () => {
    const project = waitsForPerson();
    const { context } = project;
    project.context = { ...context, project: { ...context.project, mode: "observe" } };
    merge(project);
    project.tick();
    expect(only(project).phase).toBe("parked");
    project.context = context;
    project.tick();
    expect(only(project).phase).toBe("merging");
  });

  it("in the second of a push of theirs, which is told afterwards, stays merged", () => {
    const project = waitsForPerson();
    const { context } = project;
    project.context = { ...context, project: { ...context.project, mode: "observe" } };
    merge(project);
    merge(project, { state: "open", merged: false, merged_sha: null });
    project.context = context;
    project.tick();
    expect(only(project).phase).toBe("merging");
  });

  it("and whose closing was told before its opening anew is seen as it stands by the next poll", () => {
    const project = waitsForPerson();
    const shut = { head_branch: only(project).branch, head_sha: HEAD, updated_at: project.now + 1 };
    const closed = pullEvent(pull(PULL, { ...shut, state: "closed" }));
    project.ingest(closed, "closed");
    project.ingest(pullEvent(pull(PULL, { ...shut, state: "open" })), "open");
    expect(project.ingest(closed, "closed")).toBe("duplicate");
    expect(project.ingest(closed, "closed", { kind: "none" }, false, "poll")).not.toBe("duplicate");
    expect(project.snapshot().pull(PULL)?.state).toBe("closed");
    expect(project.ingest(closed, "closed", { kind: "none" }, false, "poll")).toBe("duplicate");
  });

  it("into another branch is not in ours", () => {
    const project = waitsForPerson();
    merge(project, { base_branch: "next" });
    expect(only(project).phase).toBe("parked");
  });
});
