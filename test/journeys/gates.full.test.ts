/** Three gates on the whole product: the reviewer, the project's own commands in a real checkout, and CI on the embedded forge. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../support/journey/forge.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

describe.runIf(process.env.ADF_FULL === "1")(
  "a change that its reviewer, its tests and its CI all judge",
  () => {
    let journey: Journey;
    let ci: NodeJS.Timeout;
    const seen: string[] = [];

    /** CI on the forge: each new head of a pull request gets a status, and the first is red. */
    async function report(): Promise<void> {
      const pulls: Json[] = await journey.owner.list("/pulls?state=open");
      for (const { head } of pulls) {
        if (seen.includes(head.sha)) continue;
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
        "review success",
        "review success",
      ]);
      expect(seen).toHaveLength(2);
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
      expect((await statuses(seen[1] ?? "")).every((line) => line.endsWith(" success"))).toBe(true);
    });

    it("showed what the commands printed on the pull request", async () => {
      const item = await journey.item(1);
      const said = (await journey.owner.comments(item.pull_request ?? 0)).map((c: Json) => c.body).join("\n");
      expect(said).toContain("$ echo looking\nlooking\n$ ! grep draft notes/1.txt\ndraft");
      expect(said).toContain("exit code 1");
    });
  },
);
