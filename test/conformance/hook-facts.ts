/** What the product relies on about webhooks: how they are made, what is delivered, and that nothing comes twice. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForgeEvent } from "../../src/core/event/event.ts";
import type { ForgeClient } from "../../src/forge/client.ts";
import { verifySignature } from "../../src/forge/signature.ts";
import { parseDelivery } from "../../src/forge/webhook.ts";
import { reason, until, value } from "./expectation.ts";
import { type Delivery, Sink } from "./sink.ts";
import { as, rawAs, type Subject } from "./subject.ts";
import { WorkingCopy } from "./working-copy.ts";

const SECRET = "a secret of the suite";
const EVENTS = ["issues", "issue_comment", "pull_request", "push"];

export function hookFacts(at: () => Subject): void {
  let repo: string;
  let owner: ForgeClient;
  let dev: ForgeClient;

  beforeAll(async () => {
    repo = await at().makeRepo();
    owner = as(at(), "owner");
    dev = as(at(), "dev");
  });

  describe("a webhook", () => {
    const hook = { url: "http://127.0.0.1:9/", secret: SECRET, events: EVENTS };

    it("is made, listed without its secret, and deleted by the owner; a writer may not", async () => {
      const made = value(await owner.createHook(repo, hook));
      expect(made).toMatchObject({ url: hook.url, active: true });
      const listed = await rawAs(at(), "owner")("GET", `/repos/${repo}/hooks`);
      expect(listed.text).not.toContain(SECRET);
      expect(value(await owner.hooks(repo)).map((one) => one.id)).toEqual([made.id]);
      expect(reason(await dev.hooks(repo))).toBe("forbidden");
      expect(reason(await dev.createHook(repo, hook))).toBe("forbidden");
      expect(value(await owner.deleteHook(repo, made.id))).toBeNull();
      expect(reason(await owner.deleteHook(repo, made.id))).toBe("not_found");
    });

    it("is silent unless it is made active, and asks for a group by one name", async () => {
      const made = await rawAs(at(), "owner")("POST", `/repos/${repo}/hooks`, {
        type: "gitea",
        events: ["issues", "no_such_event"],
        config: { url: hook.url, content_type: "json", secret: SECRET },
      });
      expect(made).toMatchObject({ status: 201, json: { active: false } });
      expect(made.json.events).not.toContain("no_such_event");
      expect(made.json.events).toEqual(
        expect.arrayContaining(["issues", "issue_assign", "issue_label", "issue_milestone", "issue_comment"]),
      );
      value(await owner.deleteHook(repo, made.json.id));
    });

    it("may exist twice for one address, so whoever makes one has to look first", async () => {
      const [a, b] = [value(await owner.createHook(repo, hook)), value(await owner.createHook(repo, hook))];
      expect(value(await owner.hooks(repo)).map((one) => one.id)).toEqual([a.id, b.id]);
      for (const { id } of [a, b]) value(await owner.deleteHook(repo, id));
    });

    it("for an event the forge does not know is not left behind", async () => {
      expect(reason(await owner.createHook(repo, { ...hook, events: ["issues", "moon"] }))).toBe(
        "validation",
      );
      expect(value(await owner.hooks(repo))).toEqual([]);
    });
  });

  describe("a delivery", () => {
    let sink: Sink;
    let copy: WorkingCopy;
    beforeAll(async () => {
      sink = await Sink.start();
      copy = await WorkingCopy.clone(at(), repo, "dev");
      value(await owner.createHook(repo, { url: sink.url, secret: SECRET, events: EVENTS }));
    });
    afterAll(async () => {
      await sink?.close();
      await copy?.remove();
    });

    const parsed = ({ event, payload }: Delivery) => parseDelivery(event, payload);
    const event = async (what: string, wanted: (event: ForgeEvent) => boolean): Promise<ForgeEvent> => {
      const delivery = await sink.next(what, (one) => {
        const result = parsed(one);
        return result.kind !== "ignored" && wanted(result);
      });
      return parsed(delivery) as ForgeEvent;
    };

    it("is signed over its raw bytes, says what it is, and is JSON", async () => {
      const issue = value(await dev.createIssue(repo, { title: "signed <&>", body: "" }));
      const got = await sink.next("the issue", (one) => one.payload.issue?.number === issue.number);
      expect(got.headers).toMatchObject({
        "content-type": "application/json",
        "x-gitea-event": "issues",
        "x-gitea-event-type": "issues",
        "x-gitea-delivery": expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      const of_repository = at().kind === "gitea" ? "repository" : undefined;
      expect(got.headers["x-gitea-hook-installation-target-type"]).toBe(of_repository);
      const signature = String(got.headers["x-gitea-signature"]);
      expect(got.headers["x-hub-signature-256"]).toBe(`sha256=${signature}`);
      expect(await verifySignature(got.body, signature, ["another", SECRET])).toBe(true);
      expect(await verifySignature(got.body, signature, ["another"])).toBe(false);
      expect(new TextDecoder().decode(got.body)).toContain("signed \\u003c\\u0026\\u003e");
      expect(parsed(got)).toMatchObject({ kind: "issue", action: "changed", issue: { id: issue.id } });
    });

    it("and a poll tell the same of an issue and of a comment: one change, one key", async () => {
      const made = value(await dev.createIssue(repo, { title: "same", body: "text" }));
      const comment = value(await dev.addComment(repo, made.number, "@adf:developer go"));
      const got = await event(
        "the comment",
        (one) => one.kind === "comment" && one.comment.id === comment.id,
      );
      const polled = value(await owner.commentsSince(repo, { since_ms: null, page: 1, limit: 50 }));
      expect(polled.items).toContainEqual(got.kind === "comment" && got.comment);
      expect(got).toMatchObject({
        action: "written",
        sender: value(await dev.whoami()),
        repo: { path: repo, id: value(await dev.repository(repo)).id },
        issue: { number: made.number, is_pull: false },
      });
      const opened = await event("the issue", (one) => one.kind === "issue" && one.issue.id === made.id);
      expect(opened).toMatchObject({ issue: made });
    });

    it("comes for each kind of change of an issue", async () => {
      const { number } = value(await dev.createIssue(repo, { title: "changes", body: "" }));
      value(await dev.createLabel(repo, { name: "seen", color: "ffffff", description: "" }));
      value(await dev.addLabels(repo, number, ["seen"]));
      const about = (action: string) => (one: Delivery) =>
        one.event === "issues" && one.payload.action === action && one.payload.issue.number === number;
      const labelled = await sink.next("the label", about("label_updated"));
      expect(parsed(labelled)).toMatchObject({ action: "changed", issue: { labels: ["seen"] } });
      value(await dev.closeIssue(repo, number));
      expect(parsed(await sink.next("the end", about("closed")))).toMatchObject({
        issue: { state: "closed" },
      });
      value(await dev.reopenIssue(repo, number));
      expect(parsed(await sink.next("the return", about("reopened")))).toMatchObject({
        issue: { state: "open" },
      });
      const made = value(await dev.addComment(repo, number, "gone soon"));
      value(await dev.deleteComment(repo, made.id));
      const gone = (one: ForgeEvent) => one.kind === "comment" && one.comment.id === made.id;
      await event("the deletion", (one) => gone(one) && one.kind === "comment" && one.action === "deleted");
    });

    it("comes for a push, a pull request, a comment on it, a new head, and its merge as a close", async () => {
      const head = "adf/issue-77";
      const first = await copy.publish(head, "hook.txt", "1");
      const pushed = (after: string) => (one: ForgeEvent) => one.kind === "push" && one.after === after;
      expect(await event("the push", pushed(first))).toMatchObject({
        ref: `refs/heads/${head}`,
        before: "0".repeat(40),
        sender: { login: at().people.dev.login },
      });
      const made = value(await dev.openPull(repo, { head, base: "main", title: "T", body: "" }));
      const about = (one: ForgeEvent) => one.kind === "pull" && one.pull.id === made.id;
      const opened = await event("the pull request", about);
      expect(opened).toMatchObject({ action: "changed", pull: { head_sha: first, head_branch: head } });

      const comment = value(await dev.addComment(repo, made.number, "on it"));
      const said = await sink.next("the comment", (one) => one.payload.comment?.id === comment.id);
      expect(said.headers).toMatchObject({
        "x-gitea-event": "issue_comment",
        "x-gitea-event-type": "pull_request_comment",
      });
      expect(parsed(said)).toMatchObject({ comment: { issue: made.number }, issue: { is_pull: true } });

      const second = await copy.publish(head, "hook.txt", "2");
      const moved = (one: ForgeEvent) => about(one) && one.kind === "pull" && one.action === "synchronized";
      expect(await event("the new head", moved)).toMatchObject({ pull: { head_sha: second } });

      const merge = { style: "merge", title: "M", message: "", delete_branch: true } as const;
      value(
        await until(
          "the merge",
          () => dev.merge(repo, made.number, { ...merge, head_commit_id: second }),
          (result) => result.ok,
        ),
      );
      const closed = await event(
        "the merge",
        (one) => about(one) && one.kind === "pull" && one.action === "closed",
      );
      const tip = value(await dev.branch(repo, "main")).sha;
      expect(closed).toMatchObject({ pull: { merged: true, merged_sha: tip, state: "closed" } });
    });

    it("that is refused is never sent again", async () => {
      sink.status = 500;
      const lost = value(await dev.createIssue(repo, { title: "lost", body: "" }));
      const of = (id: number) => (one: Delivery) => one.payload.issue?.id === id;
      await sink.next("the refused one", of(lost.id));
      sink.status = 202;
      const next = value(await dev.createIssue(repo, { title: "next", body: "" }));
      await sink.next("the one after", of(next.id));
      expect(sink.deliveries.filter(of(lost.id))).toHaveLength(1);
    });
  });
}
