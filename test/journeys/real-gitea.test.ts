import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realSubject, type Subject } from "../conformance/subject.ts";
import { onRealGitea } from "../support/forge/real-gitea.ts";
import { checkClosedIssue } from "../support/journey/closed-issue.ts";
import { git, looker } from "../support/journey/forge.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

function journeyOn(name: string, at: string, admin: string, webhook: boolean) {
  describe(name, () => {
    let subject: Subject;
    let journey: Journey;
    let number: number;

    beforeAll(async () => {
      subject = await realSubject(at, admin);
      const repo = await subject.makeRepo();
      const { owner, dev, reviewer } = subject.people;
      // An issue that was there before the factory came.
      const asked = issue("shells", "draft-first");
      const filed = await looker(at, repo, owner.token).send("POST", "/issues", {
        title: asked.title,
        body: asked.body,
      });
      number = filed.json.number;
      journey = await startJourney({
        issues: [],
        own: {
          url: at,
          repo,
          branch: "main",
          trusted: [owner.login],
          tokens: { coordinator: owner.token, developer: dev.token, reviewer: reviewer.token },
          webhook,
        },
      });
    }, 60_000);
    afterAll(async () => {
      await journey?.close();
      await subject?.close();
    });

    it("closes the issue that was there, with every word by the account of its role", async () => {
      await journey.worker.seen("item.done", { issue: number }, 90);
      const item = await journey.item(number);
      expect(item).toMatchObject({ phase: "done", attempts: 2 });
      await checkClosedIssue(journey.owner, item, {
        coordinator: subject.people.owner.login,
        developer: subject.people.dev.login,
        reviewer: subject.people.reviewer.login,
      });
      expect(journey.factory.webhook).toBe(webhook);
    }, 100_000);

    it("main holds the merged commit, and the branch is gone", async () => {
      const item = await journey.item(number);
      await git(journey.dir, "clone", "--quiet", journey.owner.cloneUrl, "clone");
      await git(`${journey.dir}/clone`, "merge-base", "--is-ancestor", item.merged_sha ?? "", "origin/main");
      expect(Object.keys(await journey.owner.refs()).filter((r) => r.includes("/adf/"))).toEqual([]);
    });

    it("hears of a new issue and of a mention", async () => {
      const filed = await journey.file("ask");
      await journey.worker.seen("item.parked", { issue: filed }, 60);
      await journey.owner.comment(filed, "Green, please.");
      await journey.worker.seen("item.done", { issue: filed }, 60);
      const outsider = looker(at, journey.factory.repo, subject.people.outsider.token);
      const strange = await outsider.send("POST", "/issues", {
        title: "A note by a stranger",
        body: "Please.",
      });
      await journey.owner.comment(strange.json.number, "@adf:developer go ahead");
      await journey.worker.seen("item.done", { issue: strange.json.number }, 60);
      await journey.settled();
      expect(journey.worker.lines.filter((l) => l.level === "error")).toEqual([]);
      // Deliveries that ask for nothing are named in the records too, so one that came has left its number.
      const delivered = journey.worker.lines.some((l) => l.delivery !== undefined);
      expect(delivered).toBe(webhook);
    }, 150_000);
  });
}

onRealGitea("the journey", (url, token) => {
  journeyOn(`a real Gitea at ${url}, with its webhook`, url, token, true);
  journeyOn(`a real Gitea at ${url}, by polling alone`, url, token, false);
});
