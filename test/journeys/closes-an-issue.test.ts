import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkItemView } from "../../src/contract/state.ts";
import { checkClosedIssue } from "../support/journey/closed-issue.ts";
import { git, type Json } from "../support/journey/forge.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

describe("one issue, from filed to closed", () => {
  let journey: Journey;
  let item: WorkItemView;
  let pull: Json;

  beforeAll(async () => {
    journey = await startJourney({ issues: [issue("shells", "draft-first")] });
    const project = await journey.settled();
    [item] = project.work_items as [WorkItemView];
    pull = await journey.owner.get(`/pulls/${item.pull_request}`);
  });
  afterAll(() => journey?.close());

  it("is done: one pull request, two attempts, the merged commit named", () => {
    expect(item).toMatchObject({ issue: 1, phase: "done", attempts: 2 });
    expect(item.jobs.map((j) => [j.kind, j.outcome])).toEqual([
      ["change", "success"],
      ["review", "success"],
      ["change", "success"],
      ["review", "success"],
    ]);
    expect(pull.merged).toBe(true);
    expect(item.merged_sha).toBe(pull.merge_commit_sha);
  });

  it("says on the forge who did what, each thing once, by the account of its role", async () => {
    await checkClosedIssue(journey.owner, item, {
      coordinator: "adf-coordinator",
      developer: "adf-developer",
      reviewer: "adf-reviewer",
    });
  });

  it("the rework went onto the same branch, which is gone now, and main holds the last word", async () => {
    const clone = join(journey.dir, "clone");
    await git(journey.dir, "clone", "--quiet", `${journey.factory.forge_url}/owner/pebbles.git`, clone);
    await git(clone, "merge-base", "--is-ancestor", item.merged_sha ?? "", "origin/main");
    expect(await git(clone, "branch", "--remotes")).not.toContain("adf/");
    expect(readFileSync(join(clone, "notes/1.txt"), "utf8")).toBe("final \n");
    // The draft, and the rework upon it.
    const commits = await git(clone, "rev-list", "--count", "--no-merges", "origin/main", "--", "notes");
    expect(commits.trim()).toBe("2");
  });

  it("nothing of the jobs is left on the runner's disk, and no refused request in the records", () => {
    const work = join(journey.home.dir, "runner/work");
    expect(existsSync(work) ? readdirSync(work) : []).toEqual([]);
    const wrong = journey.worker.lines.filter((l) => l.level === "error" || l.event === "text");
    expect(wrong).toEqual([]);
  });

  it("knows after a restart that it is done, and does nothing", async () => {
    const before = await journey.owner.comments(1);
    await journey.restart();
    const project = await journey.settled();
    expect(project.work_items).toHaveLength(1);
    expect(await journey.owner.comments(1)).toEqual(before);
  });
});
