/** What the product relies on about pull requests, reviews, statuses and merges. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForgeClient } from "../../src/forge/client.ts";
import { reason, until, value } from "./expectation.ts";
import { as, rawAs, type Subject } from "./subject.ts";
import { WorkingCopy } from "./working-copy.ts";

const NOWHERE = "e".repeat(40);

export function pullFacts(at: () => Subject): void {
  let repo: string;
  let dev: ForgeClient;
  let reviewer: ForgeClient;
  let outsider: ForgeClient;
  let raw: ReturnType<typeof rawAs>;
  let copy: WorkingCopy;
  let count = 0;

  beforeAll(async () => {
    repo = await at().makeRepo();
    dev = as(at(), "dev");
    reviewer = as(at(), "reviewer");
    outsider = as(at(), "outsider");
    raw = rawAs(at(), "dev");
    copy = await WorkingCopy.clone(at(), repo, "dev");
  });
  afterAll(() => copy?.remove());

  const branch = () => `adf/issue-${++count}`;
  const open = async (head: string, title = "Do it") =>
    value(await dev.openPull(repo, { head, base: "main", title, body: "Refs #1" }));
  const merge = (number: number, sha: string, as_: ForgeClient = reviewer) =>
    as_.merge(repo, number, {
      style: "merge",
      head_commit_id: sha,
      title: "Merge it",
      message: "Because.",
      delete_branch: true,
    });
  /** After a push the forge checks for conflicts in its own time and says 405 meanwhile. */
  const mergeOnceReady = (number: number, sha: string) =>
    until(
      `pull request ${number} merges`,
      () => merge(number, sha),
      (result) => result.ok || result.error.reason !== "not_allowed",
    );

  describe("a pull request", () => {
    it("is opened from a pushed branch, is an issue too, and is found by its branch", async () => {
      const head = branch();
      const sha = await copy.publish(head, "one.txt", "1");
      const made = await open(head);
      expect(made).toMatchObject({
        title: "Do it",
        body: "Refs #1",
        state: "open",
        author: value(await dev.whoami()),
        head_sha: sha,
        head_branch: head,
        base_branch: "main",
        merged: false,
        merged_sha: null,
      });
      expect(value(await dev.pull(repo, made.number))).toMatchObject({ id: made.id, head_sha: sha });
      expect(value(await dev.pullByHead(repo, "main", head)).id).toBe(made.id);
      expect(value(await dev.issue(repo, made.number)).is_pull).toBe(true);
      const issues = value(await dev.issuesSince(repo, { since_ms: null, page: 1, limit: 50 }));
      expect(issues.items.filter((one) => one.number === made.number)).toEqual([]);
      const comment = value(await outsider.addComment(repo, made.number, "on the pull request"));
      const all = value(await dev.commentsSince(repo, { since_ms: null, page: 1, limit: 50 }));
      expect(all.items).toContainEqual({ ...comment, issue: made.number });
    });

    it("cannot be opened twice, from nowhere, or from its own base", async () => {
      const head = branch();
      await copy.publish(head, "two.txt", "2");
      await open(head);
      const again = { head, base: "main", title: "again", body: "" };
      expect(reason(await dev.openPull(repo, again))).toBe("conflict");
      expect(reason(await dev.openPull(repo, { ...again, head: "nowhere" }))).toBe("not_found");
      expect(reason(await dev.openPull(repo, { ...again, head: "main" }))).toBe("validation");
      expect(reason(await dev.pullByHead(repo, "main", "nowhere"))).toBe("not_found");
    });

    it("can be opened from a branch without a commit of its own", async () => {
      const head = branch();
      await copy.must("fetch", "-q", "origin");
      await copy.must("push", "-q", "origin", `origin/main:refs/heads/${head}`);
      expect(await open(head)).toMatchObject({ state: "open", head_branch: head });
    });

    it("follows its branch", async () => {
      const head = branch();
      await copy.publish(head, "three.txt", "3");
      const { number } = await open(head);
      const sha = await copy.publish(head, "three.txt", "33");
      const moved = await until(
        "the new head is shown",
        async () => value(await dev.pull(repo, number)),
        (pull) => pull.head_sha === sha,
      );
      expect(moved.state).toBe("open");
    });
  });

  describe("a review", () => {
    it("is written on a commit by another account, with a place in the code, and read back", async () => {
      const head = branch();
      const commit_id = await copy.publish(head, "review.txt", "line\n");
      const { number } = await open(head);
      const comments = [{ path: "review.txt", line: 1, body: "here" }];
      const asked = { event: "REQUEST_CHANGES", body: "no", commit_id, comments } as const;
      const first = value(await reviewer.review(repo, number, asked));
      const me = value(await reviewer.whoami());
      expect(first).toMatchObject({ state: "REQUEST_CHANGES", commit_id, body: "no", user: me });
      value(await reviewer.review(repo, number, { event: "APPROVED", body: "", commit_id }));
      const all = value(await dev.reviews(repo, number));
      expect(all.map((one) => one.state)).toEqual(["REQUEST_CHANGES", "APPROVED"]);
      expect(value(await dev.commentsOf(repo, number))).toEqual([]);
    });

    it("of one's own work may comment but not approve, and a rejection needs a reason", async () => {
      const head = branch();
      const commit_id = await copy.publish(head, "own.txt", "x");
      const { number } = await open(head);
      expect(reason(await dev.review(repo, number, { event: "APPROVED", body: "me", commit_id }))).toBe(
        "validation",
      );
      expect(value(await dev.review(repo, number, { event: "COMMENT", body: "hm", commit_id })).state).toBe(
        "COMMENT",
      );
      const empty = { event: "REQUEST_CHANGES", body: "", commit_id } as const;
      expect(reason(await reviewer.review(repo, number, empty))).toBe("validation");
    });

    it("of a commit the forge does not have fails with 500, which the client tells apart", async () => {
      const head = branch();
      await copy.publish(head, "unknown.txt", "x");
      const { number } = await open(head);
      const body = { event: "APPROVED", body: "", commit_id: NOWHERE } as const;
      const answer = await rawAs(at(), "reviewer")("POST", `/repos/${repo}/pulls/${number}/reviews`, body);
      expect(answer.status).toBe(500);
      expect(reason(await reviewer.review(repo, number, body))).toBe("not_found");
    });
  });

  describe("a status", () => {
    const status = (state: "pending" | "success" | "failure", context = "adf/review") => ({
      state,
      context,
      description: "said so",
      target_url: "https://us.test/x",
    });

    it("of a context is the newest one, and they add up", async () => {
      const sha = await copy.publish(branch(), "status.txt", "x");
      expect(value(await dev.statuses(repo, sha))).toEqual({ state: "pending", statuses: [] });
      value(await dev.setStatus(repo, sha, status("pending")));
      value(await dev.setStatus(repo, sha, status("success")));
      expect(value(await dev.statuses(repo, sha))).toEqual({
        state: "success",
        statuses: [status("success")],
      });
      value(await dev.setStatus(repo, sha, status("failure", "ci")));
      const both = value(await dev.statuses(repo, sha));
      expect(both.state).toBe("failure");
      expect(both.statuses.map((one) => one.context).toSorted()).toEqual(["adf/review", "ci"]);
    });

    it("on an unknown commit fails with 500, which the client tells apart; strangers may set none", async () => {
      const answer = await raw("POST", `/repos/${repo}/statuses/${NOWHERE}`, status("success"));
      expect(answer.status).toBe(500);
      expect(reason(await dev.setStatus(repo, NOWHERE, status("success")))).toBe("not_found");
      const sha = value(await dev.branch(repo, "main")).sha;
      expect(reason(await outsider.setStatus(repo, sha, status("success")))).toBe("forbidden");
    });
  });

  describe("a merge", () => {
    it("is of the head that was judged, removes the branch, and leaves the head an ancestor of main", async () => {
      const head = branch();
      const sha = await copy.publish(head, "merged.txt", "x");
      const { number } = await open(head);
      expect(value(await dev.isAncestor(repo, sha, "main"))).toBe(false);
      expect(reason(await merge(number, sha, outsider))).toBe("not_allowed");
      const stale = await until(
        "the conflict check ends",
        () => merge(number, NOWHERE),
        (result) => !result.ok && result.error.reason !== "not_allowed",
      );
      expect(reason(stale)).toBe("conflict");
      expect(value(await mergeOnceReady(number, sha))).toEqual({ scheduled: false });

      const merged = value(await dev.pull(repo, number));
      const tip = value(await dev.branch(repo, "main")).sha;
      expect(merged).toMatchObject({ state: "closed", merged: true, merged_sha: tip, head_sha: sha });
      expect(merged.head_branch).toBe(head);
      expect(reason(await dev.branch(repo, head))).toBe("not_found");
      expect(value(await dev.isAncestor(repo, sha, "main"))).toBe(true);
      expect(reason(await merge(number, sha))).toBe("not_allowed");

      await copy.must("fetch", "-q", "origin");
      const { login } = at().people.reviewer;
      const said = await copy.must("log", "-1", "--format=%an|%s|%b", "origin/main");
      expect(said).toBe(`${login}|Merge it|Because.`);
    });

    it("closes the issue that the pull request's text says it closes", async () => {
      const issue = value(await dev.createIssue(repo, { title: "to be closed", body: "" }));
      const head = branch();
      const sha = await copy.publish(head, "closes.txt", "x");
      const asked = { head, base: "main", title: "T", body: `Closes #${issue.number}` };
      const { number } = value(await dev.openPull(repo, asked));
      value(await mergeOnceReady(number, sha));
      await until(
        "the issue is closed",
        async () => value(await dev.issue(repo, issue.number)).state,
        (state) => state === "closed",
      );
    });

    it("of a commit nobody has is not in any branch: not_found", async () => {
      expect(reason(await dev.isAncestor(repo, NOWHERE, "main"))).toBe("not_found");
      const tip = value(await dev.branch(repo, "main")).sha;
      expect(reason(await dev.isAncestor(repo, tip, "nowhere"))).toBe("not_found");
    });

    it("that conflicts with main is refused and changes nothing", async () => {
      const [one, two] = [branch(), branch()];
      const first = await copy.publish(one, "same.txt", "one");
      const second = await copy.publish(two, "same.txt", "two");
      const [a, b] = [await open(one), await open(two)];
      value(await mergeOnceReady(a.number, first));
      const tip = value(await dev.branch(repo, "main")).sha;
      // 409 where the merge was tried, 405 where the conflict was known before.
      expect(["conflict", "not_allowed"]).toContain(reason(await merge(b.number, second)));
      expect(value(await dev.pull(repo, b.number))).toMatchObject({ state: "open", merged: false });
      expect(value(await dev.branch(repo, "main")).sha).toBe(tip);
    });

    it("leaves the forge's look-up by branch stuck at the old one, while the client finds the new", async () => {
      const head = branch();
      const sha = await copy.publish(head, "again.txt", "1");
      const old = await open(head);
      value(await mergeOnceReady(old.number, sha));
      await until(
        "the branch's removal has been worked off",
        () => dev.branch(repo, head),
        (result) => !result.ok,
      );
      expect(value(await dev.pullByHead(repo, "main", head))).toMatchObject({
        number: old.number,
        merged: true,
      });
      await copy.publish(head, "again.txt", "2");
      const fresh = await open(head, "again");
      const direct = await raw("GET", `/repos/${repo}/pulls/main/${head}`);
      expect(direct.json.number).toBe(old.number);
      expect(value(await dev.pullByHead(repo, "main", head)).number).toBe(fresh.number);
    });

    it("of a pull request that was closed is not_found", async () => {
      const head = branch();
      const sha = await copy.publish(head, "closed.txt", "1");
      const { number } = await open(head);
      value(await dev.closeIssue(repo, number));
      expect(value(await dev.pull(repo, number))).toMatchObject({ state: "closed", merged: false });
      expect(reason(await merge(number, sha))).toBe("not_found");
    });
  });
}
