import { describe, expect, it } from "vitest";
import { parseDelivery } from "../../src/forge/webhook.ts";
import fc from "../support/fast-check.ts";
import {
  commentPayload,
  issue,
  issuePayload,
  pull,
  pullCommentPayload,
  pullPayload,
  pushPayload,
  user,
} from "./fixtures/payload.ts";

const repo = { id: 71, path: "mill/loom" };
const sender = { id: 21, login: "weaver" };

describe("a delivery about an issue", () => {
  it("becomes a snapshot in ms, whatever the offset of its times", () => {
    expect(parseDelivery("issues", issuePayload("label_updated"))).toEqual({
      kind: "issue",
      action: "changed",
      repo,
      sender,
      issue: {
        id: 903,
        number: 12,
        title: "Thread snaps at 256",
        body: "It wraps.",
        state: "open",
        author: sender,
        labels: ["priority/high", "bug"],
        created_at: Date.UTC(2026, 4, 1, 8, 0, 0),
        updated_at: Date.UTC(2026, 4, 1, 9, 30, 0),
        is_pull: false,
      },
    });
  });

  it.each([
    ...["opened", "edited", "closed", "reopened", "assigned", "unassigned"],
    ...["label_updated", "label_cleared", "milestoned", "demilestoned"],
  ])("says changed for %s", (action) => {
    expect(parseDelivery("issues", issuePayload(action))).toMatchObject({ kind: "issue", action: "changed" });
  });

  it("says deleted for a deletion", () => {
    expect(parseDelivery("issues", issuePayload("deleted"))).toMatchObject({
      kind: "issue",
      action: "deleted",
    });
  });

  it("shows a deleted account as the forge's ghost", () => {
    const payload = { ...issuePayload("opened"), issue: { ...issue, user: null } };
    expect(parseDelivery("issues", payload)).toMatchObject({ issue: { author: { id: -1, login: "Ghost" } } });
  });
});

describe("a delivery about a comment", () => {
  it("names the issue it stands on by the issue, not by its addresses", () => {
    expect(parseDelivery("issue_comment", commentPayload("created"))).toMatchObject({
      kind: "comment",
      action: "written",
      repo,
      sender,
      comment: {
        id: 5501,
        issue: 12,
        body: "@adf:developer <please> & look",
        author: sender,
        created_at: Date.UTC(2026, 4, 1, 10, 0, 0, 250),
      },
      issue: { number: 12, is_pull: false },
    });
  });

  it("says written for an edit and deleted for a deletion", () => {
    expect(parseDelivery("issue_comment", commentPayload("edited"))).toMatchObject({ action: "written" });
    expect(parseDelivery("issue_comment", commentPayload("deleted"))).toMatchObject({ action: "deleted" });
  });

  it("on a pull request is a comment whose issue is that pull request", () => {
    expect(parseDelivery("issue_comment", pullCommentPayload)).toMatchObject({
      kind: "comment",
      comment: { issue: 13 },
      issue: { number: 13, is_pull: true },
    });
  });

  it("is not confused with a review, whose event is called pull_request_comment", () => {
    const payload = {
      ...pullPayload("reviewed"),
      review: { type: "pull_request_review_comment", content: "@adf:x" },
    };
    for (const event of ["pull_request_comment", "pull_request_approved", "pull_request_rejected"]) {
      expect(parseDelivery(event, payload)).toEqual({
        kind: "ignored",
        reason: "unsupported_action",
        detail: `${event} asks for nothing`,
      });
    }
  });
});

describe("a delivery about a pull request", () => {
  it("carries head, base and author", () => {
    expect(parseDelivery("pull_request", pullPayload("opened"))).toEqual({
      kind: "pull",
      action: "changed",
      repo,
      sender,
      pull: {
        id: 312,
        number: 13,
        title: "Widen the counter",
        body: "",
        state: "open",
        author: { id: 22, login: "adf-developer" },
        head_sha: "1".repeat(40),
        head_branch: "adf/issue-12",
        base_branch: "main",
        merged: false,
        merged_sha: null,
        updated_at: Date.UTC(2026, 4, 1, 11, 0, 5),
      },
    });
  });

  it("says synchronized for a push and closed for a merge, with the merged commit and the branch's own name", () => {
    expect(parseDelivery("pull_request", pullPayload("synchronized"))).toMatchObject({
      action: "synchronized",
    });
    const merged = {
      ...pullPayload("closed"),
      pull_request: {
        ...pull,
        state: "closed",
        merged: true,
        merge_commit_sha: "3".repeat(40),
        head: { ...pull.head, ref: "refs/pull/13/head" },
      },
    };
    expect(parseDelivery("pull_request", merged)).toMatchObject({
      action: "closed",
      pull: { merged: true, merged_sha: "3".repeat(40), head_branch: "adf/issue-12" },
    });
  });

  it("survives a head whose fork is gone", () => {
    const payload = {
      ...pullPayload("edited"),
      pull_request: { ...pull, head: { ...pull.head, repo: null } },
    };
    expect(parseDelivery("pull_request", payload)).toMatchObject({ kind: "pull", action: "changed" });
  });
});

describe("any delivery", () => {
  it("about a push carries the ref and both ends", () => {
    expect(parseDelivery("push", pushPayload)).toEqual({
      kind: "push",
      repo,
      sender,
      ref: "refs/heads/adf/issue-12",
      before: "0".repeat(40),
      after: "1".repeat(40),
    });
  });

  it("without a sender has a null one", () => {
    expect(parseDelivery("push", { ...pushPayload, sender: undefined })).toMatchObject({ sender: null });
  });

  it("of an action nobody knows is ignored by name", () => {
    for (const [event, payload] of [
      ["issues", issuePayload("teleported")],
      ["issue_comment", commentPayload("teleported")],
      ["pull_request", pullPayload("teleported")],
    ] as const) {
      expect(parseDelivery(event, payload)).toMatchObject({
        kind: "ignored",
        reason: "unsupported_action",
        detail: expect.stringContaining("teleported"),
      });
    }
  });

  it("of a kind the factory does not act on, or never heard of, is ignored by name", () => {
    expect(parseDelivery("status", {})).toMatchObject({ kind: "ignored", reason: "unsupported_action" });
    expect(parseDelivery("moon_phase", {})).toMatchObject({ kind: "ignored", reason: "unknown_event" });
  });

  it("with a missing or wrong field names the field and none of its content", () => {
    const payload = {
      ...issuePayload("opened"),
      issue: { ...issue, user: { ...user(1, "x"), id: "top secret" } },
    };
    const result = parseDelivery("issues", payload);
    expect(result).toMatchObject({ kind: "ignored", reason: "malformed_payload" });
    expect(JSON.stringify(result)).toContain("issue.user.id");
    expect(JSON.stringify(result)).not.toContain("top secret");
  });

  it("never throws, whatever the payload is", () => {
    const events = fc.constantFrom(
      "issues",
      "issue_comment",
      "pull_request",
      "push",
      "status",
      "",
      "__proto__",
    );
    fc.assert(
      fc.property(events, fc.jsonValue(), (event, payload) => {
        expect(parseDelivery(event, payload)).toMatchObject({ kind: "ignored" });
      }),
    );
  });

  it("never throws when one field of a good payload is replaced by anything", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("action", "issue", "comment", "repository", "sender", "is_pull"),
        fc.jsonValue(),
        (field, value) => {
          const result = parseDelivery("issue_comment", { ...commentPayload("created"), [field]: value });
          expect(["comment", "ignored"]).toContain(result.kind);
        },
      ),
    );
  });
});
