import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { git, pushBranch, type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

let serial = 0;
async function openPull(files: Record<string, string> = { [`f${++serial}.txt`]: "x" }, body = "") {
  const branch = `adf/topic-${++serial}`;
  const sha = await pushBranch(rig, branch, files);
  const pull = await rig.repo("developer", "POST", "/pulls", {
    head: branch,
    base: "main",
    title: `Topic ${serial}`,
    body,
  });
  expect(pull.status).toBe(201);
  return { branch, sha, number: pull.json.number as number, json: pull.json };
}
const merge = (number: number, more: object = {}, as: "owner" | "stranger" = "owner") =>
  rig.repo(as, "POST", `/pulls/${number}/merge`, { Do: "merge", ...more });

describe("opening a pull request", () => {
  it("shows heads, bases and the size of the change, and is an issue too", async () => {
    const pull = await openPull({ "README.md": "# other\nmore\n" });
    expect(pull.json.head).toMatchObject({ ref: pull.branch, sha: pull.sha });
    expect(pull.json).toMatchObject({
      additions: 2,
      deletions: 1,
      changed_files: 1,
      mergeable: true,
      merged: false,
    });
    expect((await rig.repo(null, "GET", `/issues/${pull.number}`)).json.pull_request.merged).toBe(false);
    expect((await rig.repo(null, "GET", `/pulls/main/${encodeURIComponent(pull.branch)}`)).json.number).toBe(
      pull.number,
    );
    expect((await rig.repo(null, "GET", `/pulls/main/${pull.branch}`)).json.number).toBe(pull.number);
  });
  it("refuses a second one of the same branches, equal ends, and branches that are not there", async () => {
    const pull = await openPull();
    const again = (head: string) =>
      rig.repo("developer", "POST", "/pulls", { head, base: "main", title: "t" });
    expect((await again(pull.branch)).status).toBe(409);
    expect((await again("main")).status).toBe(422);
    expect((await again("nowhere")).status).toBe(404);
  });
  it("follows its branch, and makes the reviews of the old head stale", async () => {
    const pull = await openPull();
    await rig.repo("reviewer", "POST", `/pulls/${pull.number}/reviews`, {
      event: "APPROVED",
      commit_id: pull.sha,
    });
    const next = await pushBranch(rig, pull.branch, { "later.txt": "later" });
    expect((await rig.repo(null, "GET", `/pulls/${pull.number}`)).json.head.sha).toBe(next);
    const [review] = (await rig.repo(null, "GET", `/pulls/${pull.number}/reviews`)).json;
    expect(review).toMatchObject({ state: "APPROVED", stale: true, commit_id: pull.sha });
    const fetched = await git(rig.dir, "ls-remote", rig.cloneUrl(null), `refs/pull/${pull.number}/head`);
    expect(fetched.out).toContain(next);
  });
});

describe("reviews", () => {
  it("lets nobody approve or reject their own, and wants words with a rejection", async () => {
    const { number } = await openPull();
    const review = (as: "developer" | "reviewer", event: string, body = "") =>
      rig.repo(as, "POST", `/pulls/${number}/reviews`, { event, body });
    expect((await review("developer", "APPROVED")).status).toBe(422);
    expect((await review("developer", "REQUEST_CHANGES", "no")).status).toBe(422);
    expect((await review("developer", "COMMENT", "hm")).status).toBe(200);
    expect((await review("reviewer", "REQUEST_CHANGES")).status).toBe(422);
    expect((await review("reviewer", "REQUEST_CHANGES", "no")).json.state).toBe("REQUEST_CHANGES");
    expect((await review("reviewer", "APPROVED")).json.state).toBe("APPROVED");
    expect((await rig.repo(null, "GET", `/issues/${number}/comments`)).json).toEqual([]);
  });
});

describe("merging", () => {
  it("makes a real merge commit, deletes the branch when asked, and closes what the text names", async () => {
    const issue = (await rig.repo("owner", "POST", "/issues", { title: "fix me" })).json;
    const pull = await openPull(undefined, `Fixes #${issue.number}`);
    expect((await rig.repo(null, "GET", `/pulls/${pull.number}/merge`)).status).toBe(404);
    const done = await merge(pull.number, { head_commit_id: pull.sha, delete_branch_after_merge: true });
    expect([done.status, done.text]).toEqual([200, ""]);
    expect((await rig.repo(null, "GET", `/pulls/${pull.number}/merge`)).status).toBe(204);
    const now = (await rig.repo(null, "GET", `/pulls/${pull.number}`)).json;
    expect(now).toMatchObject({ merged: true, state: "closed", merged_by: { login: "owner" } });
    expect(now.head).toMatchObject({
      label: pull.branch,
      ref: `refs/pull/${pull.number}/head`,
      sha: pull.sha,
    });
    expect((await rig.repo(null, "GET", `/branches/${pull.branch}`)).status).toBe(404);
    expect((await rig.repo(null, "GET", `/issues/${issue.number}`)).json.state).toBe("closed");
    await git(rig.dir, "clone", "-q", rig.cloneUrl(null), "merged");
    const copy = join(rig.dir, "merged");
    expect((await git(copy, "merge-base", "--is-ancestor", pull.sha, "HEAD")).code).toBe(0);
    expect((await git(copy, "rev-parse", "HEAD")).out.trim()).toBe(now.merge_commit_sha);
    expect((await git(copy, "log", "-1", "--format=%P")).out.trim().split(" ")).toHaveLength(2);
  });
  it("answers 409 when the head moved, 405 to who may not, to what is merged, to drafts and to conflicts", async () => {
    const pull = await openPull({ "same.txt": "mine" });
    const rival = await openPull({ "same.txt": "theirs" });
    expect((await merge(pull.number, { head_commit_id: "0".repeat(40) })).status).toBe(409);
    expect((await merge(pull.number, {}, "stranger")).status).toBe(405);
    await rig.repo("developer", "PATCH", `/pulls/${pull.number}`, { title: "WIP: Topic" });
    expect((await merge(pull.number)).json.message).toContain("Work in progress");
    await rig.repo("developer", "PATCH", `/pulls/${pull.number}`, { title: "Topic" });
    expect((await merge(pull.number, { Do: "squash" })).status).toBe(200);
    expect((await merge(pull.number)).json.message).toBe("The PR is already merged");
    expect((await merge(rival.number)).json.message).toBe("Please try again later");
    expect((await rig.repo(null, "GET", `/pulls/${rival.number}`)).json.mergeable).toBe(false);
    expect((await rig.repo("owner", "PATCH", `/pulls/${pull.number}`, { state: "open" })).status).toBe(412);
  });
  it("can be refused for a while after the head has moved, as a real Gitea does", async () => {
    rig.forge.admin.slowConflictCheck(300);
    const pull = await openPull();
    rig.forge.admin.slowConflictCheck(0);
    expect(pull.json.mergeable).toBe(false);
    expect((await merge(pull.number)).json.message).toBe("Please try again later");
    await expect.poll(async () => (await merge(pull.number)).status, { timeout: 5_000 }).toBe(200);
  });
  it("holds the merge into a protected branch until statuses and approvals are there", async () => {
    await rig.repo("owner", "POST", "/branch_protections", {
      rule_name: "main",
      enable_status_check: true,
      status_check_contexts: ["adf/*"],
      required_approvals: 1,
      block_on_rejected_reviews: true,
    });
    const pull = await openPull();
    const status = (state: string) =>
      rig.repo("developer", "POST", `/statuses/${pull.sha}`, { state, context: "adf/review" });
    expect((await merge(pull.number)).json.message).toContain("status checks");
    expect((await status("failure")).status).toBe(201);
    expect((await merge(pull.number)).status).toBe(405);
    await status("success");
    expect((await merge(pull.number)).json.message).toContain("approvals");
    await rig.repo("reviewer", "POST", `/pulls/${pull.number}/reviews`, {
      event: "REQUEST_CHANGES",
      body: "no",
    });
    expect((await merge(pull.number)).status).toBe(405);
    await rig.repo("reviewer", "POST", `/pulls/${pull.number}/reviews`, { event: "APPROVED" });
    expect((await merge(pull.number)).status).toBe(200);
    await rig.repo("owner", "DELETE", "/branch_protections/main");
  });
});

describe("statuses", () => {
  it("combines the newest of each context, and answers 500 to an unknown commit", async () => {
    const { sha, branch } = await openPull();
    const status = (context: string, state: string) =>
      rig.repo("developer", "POST", `/statuses/${sha}`, { context, state });
    const before = await rig.repo(null, "GET", `/commits/${sha}/status`);
    expect(before.json).toMatchObject({ state: "pending", statuses: null });
    await status("a", "pending");
    await status("b", "success");
    expect((await rig.repo(null, "GET", `/commits/${branch}/status`)).json.state).toBe("pending");
    await status("a", "success");
    const after = (await rig.repo(null, "GET", `/commits/${sha}/status`)).json;
    expect(after).toMatchObject({ state: "success", total_count: 2 });
    expect(
      (await rig.repo("developer", "POST", `/statuses/${"1".repeat(40)}`, { state: "success" })).status,
    ).toBe(500);
    expect((await rig.repo("stranger", "POST", `/statuses/${sha}`, { state: "success" })).status).toBe(403);
  });
});
