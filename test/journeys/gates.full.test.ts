/** Three gates on the whole product: the reviewer, the project's own commands in a real checkout, and CI on the embedded forge. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { git, type Json } from "../support/journey/forge.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

describe.runIf(process.env.ADF_FULL === "1")(
  "a change that its reviewer, its tests and its CI all judge",
  () => {
    let journey: Journey;
    let ci: NodeJS.Timeout;
    const seen: string[] = [];
    /** Where main stood before. */
    let first = "";

    /** CI on the forge: each new head of a pull request and of main gets a status, and the first is red. */
    async function report(): Promise<void> {
      const pulls: Json[] = await journey.owner.list("/pulls?state=open");
      const main: Json = await journey.owner.get("/branches/main");
      for (const { head } of [...pulls, { head: { sha: main.commit.id } }]) {
        if (seen.includes(head.sha) || head.sha === first) continue;
        seen.push(head.sha);
        const state = seen.length === 1 ? "failure" : "success";
        const status = {
          context: "ci/test",
          state,
          description: `run ${seen.length}`,
          target_url: "http://ci.test/1",
        };
        await journey.owner.send("POST", `/statuses/${head.sha}`, status);
      }
    }

    beforeAll(async () => {
      journey = await startJourney({
        issues: [issue("shells", "draft-first")],
        first: {
          review_gate: ["reviewer", "qa", "ci"],
          qa_commands: ["echo looking", "! grep draft notes/1.txt"],
        },
      });
      first = (await journey.owner.get("/branches/main")).commit.id;
      ci = setInterval(() => void report().catch(() => undefined), 300);
      await journey.settled(90);
    }, 120_000);
    afterAll(async () => {
      clearInterval(ci);
      await journey?.close();
    });

    it("goes back once with what all three found, and is merged when all three are green", async () => {
      const item = await journey.item(1);
      expect(item).toMatchObject({ phase: "done", attempts: 2 });
      expect(item.jobs.map((j) => `${j.kind} ${j.outcome}`).sort()).toEqual([
        "change success",
        "change success",
        "check exit_code",
        "check success",
        "check success",
        "review success",
        "review success",
      ]);
      expect(seen).toHaveLength(3);
      expect(seen[2]).toBe(item.merged_sha);
      const statuses = async (sha: string) =>
        ((await journey.owner.get(`/commits/${sha}/status`)).statuses as Json[])
          .map((s) => `${s.context} ${s.status}`)
          .sort();
      expect(await statuses(seen[0] ?? "")).toEqual([
        "adf/ci failure",
        "adf/qa failure",
        "adf/review failure",
        "adf/reviewer failure",
        "ci/test failure",
      ]);
      expect(await statuses(seen[1] ?? "")).toEqual([
        "adf/ci success",
        "adf/qa success",
        "adf/review success",
        "adf/reviewer success",
        "ci/test success",
      ]);
    });

    it("showed what the commands printed on the pull request", async () => {
      const item = await journey.item(1);
      const said = (await journey.owner.comments(item.pull_request ?? 0)).map((c: Json) => c.body).join("\n");
      expect(said).toContain("$ echo looking\nlooking\n$ ! grep draft notes/1.txt\ndraft");
      expect(said).toContain("exit code 1");
    });
  },
);

describe.runIf(process.env.ADF_FULL === "1")("a merge that turns the main branch red", () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await startJourney({
      issues: [issue("shells", "")],
      // Green on what a gate judges, and red on what the forge has merged: a fault that only shows after the merge.
      first: { review_gate: "qa", qa_commands: ["git log -1 --format=%s | grep -v '^Merge pull request'"] },
    });
    await journey.worker.seen("merge.reverted", { issue: 1 }, 60);
  }, 120_000);
  afterAll(() => journey?.close());

  it("is undone by a pull request of its own, after its gates, and the issue stays open with the evidence", async () => {
    const pulls: Json[] = await journey.owner.list("/pulls?state=closed");
    const revert = pulls.find((p) => p.title.startsWith("Revert: "));
    expect(revert).toMatchObject({ merged: true, title: "Revert: A note about shells" });
    expect(revert.head.label).toMatch(/^adf\/revert-1-/);
    const change = pulls.find((p) => p.number < revert.number);
    const clone = join(journey.dir, "clone");
    await git(journey.dir, "clone", "--quiet", journey.owner.cloneUrl, clone);
    const files = (at: string) => git(clone, "ls-tree", "-r", "--name-only", at);
    expect(await files(change.merge_commit_sha)).toContain("notes/1.txt");
    expect(await files(revert.merge_commit_sha)).not.toContain("notes/1.txt");
    const statuses: Json[] = (await journey.owner.get(`/commits/${revert.head.sha}/status`)).statuses;
    expect(statuses.map((s) => `${s.context} ${s.status}`)).toEqual(["adf/review success"]);
    const said = (await journey.owner.comments(1)).map((c: Json) => c.body).join("\n");
    expect(said).toMatch(/`main` is red with it[\s\S]*exit code 1/);
    expect(said).toContain(`has undone ${change.merge_commit_sha}`);
  });
});
