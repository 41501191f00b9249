/** The gates on a real Gitea: statuses, reviews, checks, a protected branch, a merge that is proved, and what is found later. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realSubject, type Subject } from "../conformance/subject.ts";
import { onRealGitea } from "../support/forge/real-gitea.ts";
import { type Json, type Looker, looker } from "../support/journey/forge.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

function gatesOn(at: string, admin: string) {
  describe(`the gates on a real Gitea at ${at}`, () => {
    let subject: Subject;
    let journey: Journey;
    let owner: Looker;
    let ci: NodeJS.Timeout;
    const seen: string[] = [];
    let first = "";

    /** CI, as another account reports it: each new head of a pull request and of main, and the very first is red. */
    async function report(): Promise<void> {
      const pulls: Json[] = await owner.list("/pulls?state=open");
      const main: Json = await owner.get("/branches/main");
      for (const sha of [...pulls.map((p) => p.head.sha as string), main.commit.id as string]) {
        if (seen.includes(sha) || sha === first) continue;
        seen.push(sha);
        const state = seen.length === 1 ? "failure" : "success";
        const description = seen.length === 1 ? "3 of 40 tests fail" : "40 tests";
        await owner.send("POST", `/statuses/${sha}`, { context: "ci/test", state, description });
      }
    }
    const file = async (key: string, plays: string): Promise<number> => {
      const { title, body } = issue(key, plays);
      return (await owner.send("POST", "/issues", { title, body })).json.number;
    };
    const statuses = async (sha: string): Promise<string[]> =>
      ((await owner.get(`/commits/${sha}/status`)).statuses as Json[])
        .map((s) => `${s.context} ${s.status}`)
        .sort();
    const protect = (status_check_contexts: string[], method = "PATCH") =>
      owner.send(method, `/branch_protections${method === "POST" ? "" : "/main"}`, {
        rule_name: "main",
        enable_push: true,
        enable_push_whitelist: true,
        push_whitelist_usernames: [subject.people.owner.login],
        enable_status_check: true,
        status_check_contexts,
        required_approvals: 1,
        enable_approvals_whitelist: true,
        approvals_whitelist_username: [subject.people.reviewer.login],
        block_on_rejected_reviews: true,
        dismiss_stale_approvals: true,
      });

    beforeAll(async () => {
      subject = await realSubject(at, admin);
      const repo = await subject.makeRepo();
      const { owner: person, dev, reviewer } = subject.people;
      owner = looker(at, repo, person.token);
      await protect(["adf/review", "ci/*"], "POST");
      first = (await owner.get("/branches/main")).commit.id;
      journey = await startJourney({
        issues: [],
        own: {
          url: at,
          repo,
          branch: "main",
          trusted: [person.login],
          tokens: { coordinator: person.token, developer: dev.token, reviewer: reviewer.token },
          gates: {
            review_gate: ["reviewer", "qa", "ci"],
            qa_commands: [
              "! grep -rs draft notes",
              "! git log -1 --format=%s | grep '^Merge pull request.*breaks'",
            ],
          },
        },
      });
      ci = setInterval(() => void report().catch(() => undefined), 500);
    }, 120_000);
    afterAll(async () => {
      clearInterval(ci);
      await journey?.close();
      await subject?.close();
    });

    it("send a change back once, with what all three found, and merge it into a protected branch", async () => {
      const number = await file("shells", "draft-first far-line");
      await journey.worker.seen("item.done", { issue: number }, 240);
      const item = await journey.item(number);
      expect(item).toMatchObject({ phase: "done", attempts: 2 });
      const heads: Json[] = await owner.get(`/pulls/${item.pull_request}/commits`);
      const [last, before] = heads.map((c) => c.sha as string);
      expect(await statuses(before ?? "")).toEqual([
        "adf/ci failure",
        "adf/qa failure",
        "adf/review failure",
        "adf/reviewer failure",
        "ci/test failure",
      ]);
      expect(await statuses(last ?? "")).toEqual([
        "adf/ci success",
        "adf/qa success",
        "adf/review success",
        "adf/reviewer success",
        "ci/test success",
      ]);
      const prompts = journey.played({ event: "began" });
      expect(prompts.length).toBeGreaterThan(2);
      const pull: Json = await owner.get(`/pulls/${item.pull_request}`);
      expect(pull).toMatchObject({ merged: true, merge_commit_sha: item.merged_sha });
      expect(pull.merged_by.login).toBe(subject.people.owner.login);
      expect(pull.user.login).toBe(subject.people.dev.login);
    }, 250_000);

    it("are reviews of the reviewer's account at the judged heads, beside their lines where the forge takes them", async () => {
      const [pull]: Json[] = await owner.list("/pulls?state=closed");
      const reviews: Json[] = await owner.get(`/pulls/${pull.number}/reviews`);
      expect(reviews.map((r) => [r.state, r.user.login])).toEqual([
        ["REQUEST_CHANGES", subject.people.reviewer.login],
        ["APPROVED", subject.people.reviewer.login],
      ]);
      expect(reviews[1].commit_id).toBe(pull.head.sha);
      expect(reviews[0].commit_id).not.toBe(pull.head.sha);
      // One of its lines was not there, which this forge answers with 500: everything stands in the text, and nobody waited.
      expect(reviews[0].body).toContain("Still a draft");
      expect(reviews[0].body).toContain("An end");
      expect(journey.worker.lines.filter((l) => l.event === "effect.retry" && l.kind === "review")).toEqual(
        [],
      );
    }, 60_000);

    it("leave the merge to the forge where its branch asks for more, and it merges when that is green", async () => {
      await protect(["adf/review", "ci/*", "legal/cla"]);
      const number = await file("stones", "");
      await journey.worker.seen("effect.retry", { issue: number, kind: "merge" }, 120);
      const held = await journey.item(number);
      const timeline: Json[] = await owner.get(`/issues/${held.pull_request}/timeline?limit=50`);
      expect(timeline.map((entry) => entry.type)).toContain("pull_scheduled_merge");
      const { head } = await owner.get(`/pulls/${held.pull_request}`);
      await owner.send("POST", `/statuses/${head.sha}`, { context: "legal/cla", state: "success" });
      await journey.worker.seen("item.done", { issue: number }, 120);
      expect(await journey.item(number)).toMatchObject({ phase: "done", attempts: 1 });
      await protect(["adf/review", "ci/*"]);
    }, 250_000);

    it("ask a person at once where the branch wants a status of ours that no gate sets, and hold up nobody else", async () => {
      await protect(["adf/review", "adf/legal", "ci/*"]);
      const number = await file("ropes", "");
      await journey.worker.seen("item.parked", { issue: number }, 120);
      expect((await journey.item(number)).park_reason).toContain(
        "`main` asks for adf/legal, which is not there",
      );
      await protect(["adf/review", "ci/*"]);
      await owner.comment(number, "merge");
      await journey.worker.seen("item.done", { issue: number }, 120);
    }, 250_000);

    it("undo a merge that turns main red by a pull request of its own, and leave its issue open", async () => {
      const number = await file("breaks", "");
      await journey.worker.seen("merge.reverted", { issue: number }, 240);
      const pulls: Json[] = await owner.list("/pulls?state=closed");
      const revert = pulls.find((p) => p.title.startsWith("Revert: "));
      expect(revert).toMatchObject({ merged: true });
      const said = (await owner.comments(number)).map((c: Json) => c.body).join("\n");
      expect(said).toContain("`main` is red with it");
      expect((await owner.get(`/issues/${number}`)).state).toBe("open");
      await owner.send("PATCH", `/issues/${number}`, { state: "closed" });
    }, 250_000);

    it("read the day once more, and file what is severe as issues that wait for one another", async () => {
      const content = Buffer.from("a ledger\n".repeat(60)).toString("base64");
      await owner.send("POST", "/contents/linked.md", { branch: "main", content, message: "Add the ledger" });
      const { number } = (
        await owner.send("POST", "/issues", { title: "About today", body: "Hm.", labels: [] })
      ).json;
      await owner.comment(number, "@adf:compound-review please");
      await journey.worker.seen("compound.ended", {}, 240);
      await expect
        .poll(async () => (await owner.list("/issues?state=open&type=issues")).map((i: Json) => i.title), {
          timeout: 60_000,
          interval: 500,
        })
        .toEqual(expect.arrayContaining(["The ledger has no owner", "Two writers share one file"]));
      const issues: Json[] = await owner.list("/issues?state=open&type=issues");
      const named = (title: string): Json => issues.find((i) => i.title === title);
      const waits = async () =>
        (
          (await owner.get(`/issues/${named("Two writers share one file").number}/dependencies`)) as Json[]
        ).map((i) => i.number);
      await expect
        .poll(waits, { timeout: 60_000, interval: 500 })
        .toEqual([named("The ledger has no owner").number]);
      expect(named("The ledger has no owner").labels.map((l: Json) => l.name)).toContain("compound-review");
      const errors = journey.worker.lines.filter((l) => l.level === "error");
      expect(errors.map((l) => l.reason)).toEqual(["checks_never"]);
    }, 320_000);
  });
}

onRealGitea("the gates", gatesOn);
