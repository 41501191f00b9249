/** What the client writes on a forge, and what it makes of a refusal. */
import { describe, expect, it } from "vitest";
import { setupClient } from "../../src/forge/setup-client.ts";
import { forgeThat, REPO } from "./fixtures/answering.ts";
import { scripted } from "./fixtures/scripted-fetch.ts";

describe("a comment on an issue that was deleted", () => {
  it("is not_found, and so not retried, although the forge answers 500", async () => {
    const { forge } = forgeThat((one) =>
      Response.json({}, { status: one.url.pathname.endsWith("/comments") ? 500 : 404 }),
    );
    expect(await forge.addComment(REPO, 12, "x")).toMatchObject({ error: { reason: "not_found" } });
    expect(await forge.commentsOf(REPO, 12)).toMatchObject({ error: { reason: "not_found" } });
  });
});

describe("a branch that is deleted, and was gone", () => {
  const deleted = (look: number) =>
    setupClient({
      url: "https://forge.test",
      token: "t",
      fetch: scripted(({ method }) => Response.json({}, { status: method === "DELETE" ? 500 : look })).fetch,
    }).deleteBranch(REPO, "adf/x");

  it("is not_found, although Forgejo answers 500", async () => {
    expect(await deleted(404)).toMatchObject({ error: { reason: "not_found" } });
  });

  it("stays a server error where it is there, or where nobody can tell", async () => {
    for (const look of [200, 500])
      expect(await deleted(look)).toMatchObject({ error: { reason: "server_error" } });
  });
});

describe("a write that names a commit", () => {
  const status = { state: "success", context: "adf/review", description: "" } as const;
  const review = { event: "APPROVED", body: "", commit_id: "f".repeat(40) } as const;

  it("is not_found, and so not retried, where the forge fails because it lacks the commit", async () => {
    const { forge } = forgeThat((one) => Response.json({}, { status: one.method === "POST" ? 500 : 404 }));
    for (const result of [
      await forge.setStatus(REPO, "f".repeat(40), status),
      await forge.review(REPO, 13, review),
    ]) {
      expect(result).toMatchObject({ error: { reason: "not_found" } });
    }
  });

  it("stays a server error where the commit is there, or where nobody can tell", async () => {
    for (const second of [200, 500]) {
      const { forge } = forgeThat((one) =>
        Response.json({}, { status: one.method === "POST" ? 500 : second }),
      );
      expect(await forge.setStatus(REPO, "f".repeat(40), status)).toMatchObject({
        error: { reason: "server_error" },
      });
    }
  });
});

describe("a merge", () => {
  const merge = {
    style: "merge",
    head_commit_id: "1".repeat(40),
    title: "T",
    message: "M",
    delete_branch: true,
  } as const;

  it("names the head that was judged, in the words every version understands", async () => {
    const { forge, asked } = forgeThat(() => new Response(null, { status: 200 }));
    expect(await forge.merge(REPO, 13, merge)).toEqual({ ok: true, value: { scheduled: false } });
    expect(asked[0]?.body).toEqual({
      Do: "merge",
      MergeTitleField: "T",
      MergeMessageField: "M",
      head_commit_id: "1".repeat(40),
      delete_branch_after_merge: true,
    });
  });

  it("that the forge only scheduled says so", async () => {
    const { forge } = forgeThat(() => new Response(null, { status: 201 }));
    expect(await forge.merge(REPO, 13, merge)).toEqual({ ok: true, value: { scheduled: true } });
  });
});
