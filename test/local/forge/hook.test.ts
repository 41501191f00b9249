import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { goJson } from "../../../src/local/forge/hooks/deliver.ts";
import { expandEvents } from "../../../src/local/forge/hooks/event.ts";
import { layout } from "./payload-layout.ts";
import { listen, pushBranch, type Rig, startRig } from "./rig.ts";

let rig: Rig;
let ear: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  rig = await startRig();
  ear = await listen();
});
beforeEach(() => {
  ear.got.length = 0;
});
afterAll(async () => {
  await rig.close();
  await ear.close();
});

const hook = (more: object = {}) =>
  rig.repo("owner", "POST", "/hooks", {
    type: "gitea",
    active: true,
    events: ["issues", "pull_request", "push", "status", "delete"],
    config: { url: ear.url, content_type: "json", secret: "s3cret" },
    ...more,
  });

describe("a webhook", () => {
  it("is inactive and hears pushes only unless told otherwise, and never tells its secret", async () => {
    const made = (
      await rig.repo("owner", "POST", "/hooks", {
        type: "gitea",
        config: { url: ear.url, content_type: "json", secret: "x" },
      })
    ).json;
    expect(made).toMatchObject({
      active: false,
      events: ["push"],
      config: { url: ear.url, content_type: "json" },
    });
    expect(made.config.secret).toBeUndefined();
    const edited = await rig.repo("owner", "PATCH", `/hooks/${made.id}`, { active: true });
    expect(edited.json).toMatchObject({ active: true, events: ["push"] });
    expect((await rig.repo("developer", "GET", "/hooks")).status).toBe(403);
    expect((await rig.repo("owner", "DELETE", `/hooks/${made.id}`)).status).toBe(204);
    expect((await rig.repo("owner", "GET", `/hooks/${made.id}`)).status).toBe(404);
  });
  it("expands groups and drops names it does not know", () => {
    expect(expandEvents(["issues", "nonsense"])).toEqual([
      "issues",
      "issue_assign",
      "issue_label",
      "issue_milestone",
      "issue_comment",
    ]);
    expect(expandEvents(["issues_only"])).toEqual(["issues"]);
    expect(expandEvents(["pull_request_review"])).toHaveLength(3);
    expect(expandEvents([])).toEqual(["push"]);
  });
  it("writes JSON as Go does", () => {
    expect(goJson({ a: "<b> & c", list: [] })).toBe(
      '{\n  "a": "\\u003cb\\u003e \\u0026 c",\n  "list": []\n}',
    );
  });
});

describe("deliveries", () => {
  it("are signed over the body, once, with the headers of Gitea", async () => {
    const { id } = (await hook()).json;
    const { number } = (await rig.repo("owner", "POST", "/issues", { title: "<script> & co" })).json;
    await rig.repo("developer", "POST", `/issues/${number}/comments`, { body: "hello" });
    await rig.forge.admin.delivered();
    expect(ear.got.map((one) => [one.headers["x-gitea-event"], one.json.action])).toEqual(
      expect.arrayContaining([
        ["issues", "opened"],
        ["issue_comment", "created"],
      ]),
    );
    for (const one of ear.got) {
      const mac = createHmac("sha256", "s3cret").update(one.text).digest("hex");
      expect(one.headers["x-gitea-signature"]).toBe(mac);
      expect(one.headers["x-hub-signature-256"]).toBe(`sha256=${mac}`);
      expect(one.headers["x-gitea-delivery"]).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(ear.got[0]?.text).not.toContain("<script>");
    await rig.repo("owner", "DELETE", `/hooks/${id}`);
  });

  it("have the fields of Gitea's own payloads, for every event that is sent", async () => {
    const { id } = (await hook()).json;
    rig.forge.admin.createLabel("owner/sample", { name: "kind", color: "abcdef" });
    const issue = (await rig.repo("owner", "POST", "/issues", { title: "shape", assignees: ["developer"] }))
      .json;
    await rig.repo("owner", "POST", `/issues/${issue.number}/labels`, { labels: ["kind"] });
    await rig.repo("owner", "PATCH", `/issues/${issue.number}`, { title: "shape two" });
    const comment = (await rig.repo("owner", "POST", `/issues/${issue.number}/comments`, { body: "one" }))
      .json;
    await rig.repo("owner", "PATCH", `/issues/comments/${comment.id}`, { body: "two" });
    await rig.repo("owner", "DELETE", `/issues/comments/${comment.id}`);
    await rig.repo("owner", "PATCH", `/issues/${issue.number}`, { state: "closed" });
    const sha = await pushBranch(rig, "shape", { "shape.txt": "1" });
    const pull = (
      await rig.repo("developer", "POST", "/pulls", { head: "shape", base: "main", title: "Shape" })
    ).json;
    await rig.repo("reviewer", "POST", `/issues/${pull.number}/comments`, { body: "on the pull request" });
    await rig.repo("reviewer", "POST", `/pulls/${pull.number}/reviews`, { event: "APPROVED", body: "good" });
    await rig.repo("reviewer", "POST", `/statuses/${sha}`, { state: "success", context: "adf/review" });
    await pushBranch(rig, "shape", { "shape.txt": "2" });
    await rig.repo("owner", "POST", `/pulls/${pull.number}/merge`, {
      Do: "merge",
      delete_branch_after_merge: true,
    });
    await rig.forge.admin.delivered();

    const seen = new Set<string>();
    for (const one of ear.got) {
      const name = [one.headers["x-gitea-event-type"], one.json.action].filter(Boolean).join(".");
      seen.add(name);
      const wanted: readonly string[] = layout.events[name as keyof typeof layout.events] ?? [];
      expect([name, wanted.filter((field) => !(field in one.json)), missing(one.json, "")]).toEqual([
        name,
        [],
        [],
      ]);
    }
    expect([...seen].sort()).toEqual(
      [
        "issues.opened",
        "issue_label.label_updated",
        "issues.edited",
        "issue_comment.created",
        "issue_comment.edited",
        "issue_comment.deleted",
        "issues.closed",
        "push",
        "pull_request.opened",
        "pull_request_comment.created",
        "pull_request_review_approved.reviewed",
        "status",
        "pull_request_sync.synchronized",
        "pull_request.closed",
        "delete",
      ].sort(),
    );
    const merged = ear.got.find(
      (one) => one.headers["x-gitea-event"] === "pull_request" && one.json.action === "closed",
    );
    expect(merged?.json.pull_request.merged).toBe(true);
    await rig.repo("owner", "DELETE", `/hooks/${id}`);
  });

  it("are not repeated when the receiver fails, and the failure is kept", async () => {
    const deaf = await listen(500);
    const { id } = (await hook({ config: { url: deaf.url, content_type: "json", secret: "x" } })).json;
    await rig.repo("owner", "POST", "/issues", { title: "unheard" });
    await rig.forge.admin.delivered();
    expect(deaf.got).toHaveLength(1);
    expect(rig.forge.admin.deliveries().at(-1)).toMatchObject({
      status: 500,
      problem: "the receiver answered 500",
    });
    await rig.repo("owner", "DELETE", `/hooks/${id}`);
    await deaf.close();
  });

  it("go to loopback only", async () => {
    const { id } = (await hook({ config: { url: "http://192.0.2.1/x", content_type: "json" } })).json;
    await rig.repo("owner", "POST", "/issues", { title: "outward" });
    await rig.forge.admin.delivered();
    expect(rig.forge.admin.deliveries().at(-1)?.problem).toContain("allowed HTTP servers");
    await rig.repo("owner", "DELETE", `/hooks/${id}`);
  });
});

/** Which struct of Gitea's stands under a field. */
function structOf(key: string, value: Record<string, unknown>): keyof typeof layout.structs | null {
  if ("login_name" in value) return "User";
  if ("clone_url" in value) return "Repository";
  if (key === "issue") return "Issue";
  if (key === "comment") return "Comment";
  if (key === "pull_request") return "diff_url" in value ? "PullRequest" : "IssuePullRequest";
  if (key === "base" || key === "head") return "Branch";
  if ((key === "commits" || key === "head_commit" || key === "commit") && "message" in value) return "Commit";
  if (key === "labels") return "Label";
  return key === "repository" ? "RepositoryMeta" : null;
}

/** Fields of Gitea's structs that our payload lacks, anywhere in it. */
function missing(value: unknown, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => missing(one, key));
  if (value === null || typeof value !== "object") return [];
  const fields = value as Record<string, unknown>;
  const struct = structOf(key, fields);
  const lost = struct === null ? [] : layout.structs[struct].filter((name) => !(name in fields));
  return [
    ...lost.map((name) => `${struct}.${name}`),
    ...Object.entries(fields).flatMap(([name, one]) => missing(one, name)),
  ];
}
