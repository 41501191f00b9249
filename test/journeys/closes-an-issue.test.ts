import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkItemView } from "../../src/contract/state.ts";
import { there } from "../runner/sandbox/machine.ts";
import { checkClosedIssue } from "../support/journey/closed-issue.ts";
import { git, type Json } from "../support/journey/forge.ts";
import { until } from "../support/journey/journal.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

// With bubblewrap every agent of it runs in a sandbox without any network; the title says why there is none otherwise.
describe(`one issue, from filed to closed${there.note}`, () => {
  let journey: Journey;
  let item: WorkItemView;
  let pull: Json;

  beforeAll(async () => {
    const fenced = there.missing === null;
    const issues = [issue("shells", "draft-first")];
    journey = await startJourney({ issues, fenced, ...(fenced ? { first: { network: "none" } } : {}) });
    const project = await journey.settled();
    [item] = project.work_items as [WorkItemView];
    pull = await journey.owner.get(`/pulls/${item.pull_request}`);
  });
  afterAll(() => journey?.close());

  it("is done: one pull request, two attempts, the merged commit named", () => {
    expect(item).toMatchObject({ issue: 1, phase: "done", attempts: 2 });
    expect(
      item.jobs.map((j) => [j.kind, j.outcome === "success" ? j.outcome : `${j.outcome}: ${j.detail}`]),
    ).toEqual([
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

  it.skipIf(there.missing !== null)(
    `each agent ran in a sandbox, without a network${there.note}`,
    async () => {
      const events = journey.runner.lines.map(({ event }) => event);
      expect(events).not.toContain("job.unsandboxed");
      const [runner] = (await journey.factory.state()).runners;
      expect(runner?.layers).toMatchObject({ sandbox: null, network: null, shim: null });
    },
  );

  it("nothing of the jobs is left on the runner's disk, and no refused request in the records", () => {
    const work = join(journey.home.dir, "runner/work");
    expect(existsSync(work) ? readdirSync(work) : []).toEqual([]);
    const wrong = journey.worker.lines.filter((l) => l.level === "error" || l.event === "text");
    expect(wrong).toEqual([]);
  });

  it("is read with the rest of the day when a person wants that; what is found is one issue, and waits", async () => {
    const { owner, worker } = journey;
    await owner.comment(1, "@adf:compound-review please");
    const ended = await worker.seen("compound.ended");
    expect(ended).toMatchObject({ found: 1, filed: 1, groups: 4, skipped: 2 });
    const issues = async () => (await owner.list("/issues?state=all&type=issues")).slice(0, -1);
    const told = await until(async () => {
      const all = await issues();
      return all.length === 2 && all.some((i: Json) => i.body.includes("### Issues")) ? all : null;
    }, "the summary");
    const named = (title: string): Json => told.find((i) => i.title.startsWith(title));
    expect(
      named("Shells: notes have no date")
        .labels.map((l: Json) => l.name)
        .sort(),
    ).toEqual(["compound-review", "needs-human", "priority/high"]);
    expect(named("Shells: notes").body).toContain("notes/1.txt | 1 +");
    expect(named("Compound review").body).toContain(`#${named("Shells: notes").number} **major**`);
    expect(named("Compound review").body).toContain("skipped: exit_code: The agent exited with 4");
    // What an agent wrote addresses nobody: there is no more work than before.
    const { work_items, compound_review } = await journey.settled();
    expect(work_items).toHaveLength(1);
    expect(compound_review).toMatchObject({ state: "idle", issue: named("Compound review").number });
  });

  it("knows after a restart that it is done, and does nothing", async () => {
    const before = await journey.owner.comments(1);
    await journey.restart();
    const project = await journey.settled();
    expect(project.work_items).toHaveLength(1);
    expect(await journey.owner.comments(1)).toEqual(before);
  });
});
