/** A person closes the factory's own pull request: that is a word, and not something that the next attempt undoes. */
import { describe, expect, it } from "vitest";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import {
  asked,
  forgeDoes,
  HEAD,
  inReview,
  mustClaim,
  only,
  PULL,
  passes,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import {
  comment,
  commentEvent,
  contextWith,
  pull,
  pullEvent,
  report,
  sha,
  verdict,
} from "../../support/core/scene.ts";

function tell(project: MemoryProject, over: Partial<Parameters<typeof pull>[1]>, number = PULL): void {
  project.now += 1_000;
  const { branch: head_branch } = only(project);
  project.ingest(pullEvent(pull(number, { head_branch, head_sha: HEAD, updated_at: project.now, ...over })));
}

/** In review, with the pull request seen as open. */
function seen(): MemoryProject {
  const project = inReview();
  tell(project, { state: "open" });
  return project;
}

const sentBack = (project: MemoryProject): void => {
  run(project, report("success", { outputs: verdict("fail", HEAD) }));
};

describe("a pull request of the factory that a person closes", () => {
  it.each([
    ["while it is judged", (p: MemoryProject) => void mustClaim(p)],
    ["while the next attempt is made", (p: MemoryProject) => [sentBack(p), mustClaim(p)]],
    ["before anybody judges it", () => undefined],
  ])("%s ends what runs for it, and asks once", (_, go) => {
    const project = seen();
    go(project);
    const before = said(project).length;
    tell(project, { state: "closed" });
    expect(only(project).phase).toBe("parked");
    expect(project.claim()).toBeNull();
    const told = said(project).length;
    expect(told).toBe(before + 1);
    expect(said(project).at(-1)).toBe(
      `Pull request #${PULL} was closed without a merge. Reopen it and say so here, or say what should be done instead; to leave it, close this issue.\n\nI have set this aside. Answer here, and I take it up again.`,
    );
    tell(project, { state: "closed", title: "Touched" });
    expect(said(project)).toHaveLength(told);
  });

  it("is followed by another one after an answer, which is not told as new commits of the first", () => {
    const project = seen();
    tell(project, { state: "closed" });
    project.ingest(commentEvent(comment(900, 1, "I closed it by mistake, please do it again.")));
    run(project, report("success", { head_sha: sha(6) }));
    tell(project, { state: "closed", title: "Touched" });
    const id = waiting(project, "open_pull")[0]?.id ?? "";
    project.settleEffect(id, { status: "done", result: { pull_request: PULL + 1, head_sha: sha(6) } });
    expect(only(project)).toMatchObject({ phase: "review", pull_request: PULL + 1 });
    const opened = project.journal.filter((e) => e.event === "pull.opened");
    expect(opened.map((e) => e.again)).toEqual([undefined, undefined]);
    // The old one is nobody's business any more.
    tell(project, { state: "open" });
    tell(project, { state: "closed" });
    expect(only(project).phase).toBe("review");
  });

  it("by merging it is no such word, and neither is one that the forge is being asked to merge", () => {
    const merged = seen();
    tell(merged, { state: "closed", merged: true, merged_sha: sha(9) });
    expect(only(merged).phase).toBe("merging");
    const asking = seen();
    passes(asking);
    tell(asking, { state: "closed" });
    expect(only(asking).phase).toBe("merging");
    forgeDoes(asking, "merge");
    const [merge] = waiting(asking, "merge");
    const gone = { status: "refused", reason: "gone", error: "it was closed without a merge" } as const;
    asking.settleEffect(merge?.id ?? "", gone);
    expect(said(asking).at(-1)).toContain(
      `Every gate passed pull request #${PULL}, but it was closed without a merge. Reopen it and say so here`,
    );
  });

  it("in the mode observe waits for the mode to change", () => {
    const project = seen();
    project.context = contextWith({}, { mode: "observe" });
    tell(project, { state: "closed" });
    expect(only(project).phase).toBe("review");
    expect(asked().items.size).toBe(1);
  });
});
