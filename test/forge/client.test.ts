/** What the client reads of a forge: lists to their end, and what is there under one name. */
import { describe, expect, it } from "vitest";
import { MAX_PAGES } from "../../src/forge/paging.ts";
import { forgeThat, REPO, value } from "./fixtures/answering.ts";
import { comment, issue, pull } from "./fixtures/payload.ts";
import type { Asked } from "./fixtures/scripted-fetch.ts";

const pageOf = (asked: Asked) => Number(asked.url.searchParams.get("page"));
const label = (id: number) => ({ id, name: `l${id}`, color: "ffffff" });
const total = (count: number) => ({ headers: { "x-total-count": String(count) } });

describe("a list of the forge", () => {
  it("is read to its end where the server caps pages below what was asked", async () => {
    const { forge } = forgeThat((asked) => {
      const ids = Array.from({ length: 65 }, (_, i) => i + 1).slice(
        (pageOf(asked) - 1) * 20,
        pageOf(asked) * 20,
      );
      return Response.json(ids.map(label), total(65));
    });
    expect(value(await forge.labels(REPO))).toHaveLength(65);
  });

  it("that fits one page costs one request", async () => {
    const { forge, asked } = forgeThat(() => [label(1), label(2)]);
    expect(value(await forge.labels(REPO))).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  it("that ignores the page is read once more at most, and holds nothing twice", async () => {
    const all = Array.from({ length: 50 }, (_, i) => label(i + 1));
    const { forge, asked } = forgeThat(() => all);
    expect(value(await forge.labels(REPO))).toHaveLength(50);
    expect(asked).toHaveLength(2);
  });

  it("that shifts while it is read holds nothing twice", async () => {
    const { forge } = forgeThat((asked) =>
      Response.json(pageOf(asked) === 1 ? [label(1), label(2)] : [label(2), label(3)], total(4)),
    );
    expect(value(await forge.labels(REPO)).map((one) => one.id)).toEqual([1, 2, 3]);
  });

  it("that never ends is an error after a fixed number of pages, never a short answer", async () => {
    const { forge, asked } = forgeThat((one) =>
      Array.from({ length: 50 }, (_, i) => label(pageOf(one) * 50 + i)),
    );
    expect(await forge.labels(REPO)).toMatchObject({ ok: false, error: { reason: "malformed" } });
    expect(asked).toHaveLength(MAX_PAGES);
  });

  it("that fails half-way is a failure", async () => {
    const { forge } = forgeThat((asked) =>
      pageOf(asked) === 1 ? Response.json([label(1)], total(2)) : Response.json({}, { status: 502 }),
    );
    expect(await forge.labels(REPO)).toMatchObject({ ok: false, error: { reason: "server_error" } });
  });

  it("may be null where it is empty", async () => {
    const { forge } = forgeThat(() => Response.json(null));
    expect(value(await forge.labels(REPO))).toEqual([]);
  });
});

describe("issues and comments since a time", () => {
  it("are asked for from the start of that second, at most 50 of them, and carry the forge's clock", async () => {
    const { forge, asked } = forgeThat(() =>
      Response.json([issue], { headers: { date: "Fri, 01 May 2026 10:00:00 GMT" } }),
    );
    const since_ms = Date.UTC(2026, 4, 1, 9, 59, 58, 999);
    const page = value(await forge.issuesSince(REPO, { since_ms, page: 1, limit: 500 }));
    expect(page).toMatchObject({ more: false, server_ms: Date.UTC(2026, 4, 1, 10), items: [{ number: 12 }] });
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      state: "all",
      type: "issues",
      since: "2026-05-01T09:59:58Z",
      page: "1",
      limit: "50",
    });
  });

  it("take the number of a comment's issue from whichever address is filled", async () => {
    const { forge } = forgeThat(() => [
      comment,
      { ...comment, id: 2, issue_url: "", pull_request_url: "https://forge.test/mill/loom/pulls/13" },
    ]);
    const page = value(await forge.commentsSince(REPO, { since_ms: null, page: 1, limit: 50 }));
    expect(page.items.map((one) => one.issue)).toEqual([12, 13]);
  });

  it("are malformed where a comment belongs to no issue, instead of belonging to a wrong one", async () => {
    const { forge } = forgeThat(() => [{ ...comment, issue_url: "" }]);
    expect(await forge.commentsSince(REPO, { since_ms: null, page: 1, limit: 50 })).toMatchObject({
      error: { reason: "malformed" },
    });
  });
});

describe("labels", () => {
  it("that the forge silently ignored are a validation failure that names them", async () => {
    const { forge, asked } = forgeThat(() => [label(1)]);
    expect(await forge.addLabels(REPO, 12, ["l1", "lost"])).toMatchObject({
      error: { reason: "validation", detail: expect.stringContaining("lost") },
    });
    expect(asked[0]?.body).toEqual({ labels: ["l1", "lost"] });
  });

  it("are taken off under every id that has the name, and not at all where it is absent", async () => {
    const carried = [label(1), { ...label(2), name: "l1" }, label(3)];
    const { forge, asked } = forgeThat((one) =>
      one.method === "GET" ? carried : new Response(null, { status: 204 }),
    );
    expect(await forge.removeLabel(REPO, 12, "l1")).toEqual({ ok: true, value: null });
    expect(await forge.removeLabel(REPO, 12, "none")).toEqual({ ok: true, value: null });
    const deleted = asked.filter((one) => one.method === "DELETE").map((one) => one.url.pathname);
    expect(deleted).toEqual([1, 2].map((id) => `/api/v1/repos/mill/loom/issues/12/labels/${id}`));
  });
});

describe("the pull request of a branch", () => {
  const at = (number: number, state: string, branch = "adf/issue-12") => ({
    ...pull,
    id: number,
    number,
    state,
    head: { ...pull.head, label: branch },
  });

  it("is the direct answer when that is open", async () => {
    const { forge, asked } = forgeThat(() => at(13, "open"));
    expect(value(await forge.pullByHead(REPO, "main", "adf/issue-12")).number).toBe(13);
    expect(asked.map((one) => one.url.pathname)).toEqual(["/api/v1/repos/mill/loom/pulls/main/adf/issue-12"]);
  });

  const listing = (open: unknown[], closed: unknown[]) =>
    forgeThat((one) => {
      if (one.url.pathname.endsWith("issue-12")) return at(13, "closed");
      return one.url.searchParams.get("state") === "open" ? open : closed;
    });

  it("is the open one although the forge's look-up answers an older, closed one", async () => {
    const { forge } = listing([at(20, "open", "other"), at(19, "open")], []);
    expect(value(await forge.pullByHead(REPO, "main", "adf/issue-12")).number).toBe(19);
  });

  it("is the one opened last where none is open", async () => {
    const { forge } = listing([], [at(13, "closed"), at(17, "closed"), at(18, "closed", "other")]);
    expect(value(await forge.pullByHead(REPO, "main", "adf/issue-12")).number).toBe(17);
  });

  it("is looked for no further than a few pages back among the closed ones", async () => {
    const others = Array.from({ length: 50 }, (_, i) => at(100 + i, "closed", "other"));
    const { forge, asked } = listing([], others);
    expect(value(await forge.pullByHead(REPO, "main", "adf/issue-12")).number).toBe(13);
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  it("is not_found where there is none", async () => {
    const { forge } = forgeThat(() => Response.json({}, { status: 404 }));
    expect(await forge.pullByHead(REPO, "main", "x")).toMatchObject({ error: { reason: "not_found" } });
  });
});

describe("a commit", () => {
  it("is in a branch when the branch lacks nothing of it", async () => {
    for (const [total_commits, expected] of [
      [0, true],
      [1, false],
    ]) {
      const { forge, asked } = forgeThat(() => ({ total_commits, commits: [] }));
      expect(await forge.isAncestor(REPO, "1".repeat(40), "main")).toEqual({ ok: true, value: expected });
      expect(asked[0]?.url.pathname).toBe(`/api/v1/repos/mill/loom/compare/main...${"1".repeat(40)}`);
    }
  });

  it("has statuses read also where the forge has none or knows a word we do not", async () => {
    const none = forgeThat(() => ({ state: "", statuses: null }));
    expect(await none.forge.statuses(REPO, "x")).toEqual({
      ok: true,
      value: { state: "pending", statuses: [] },
    });
    const odd = { id: 1, context: "ci", status: "bogus", description: "", target_url: "" };
    const some = forgeThat(() => ({ state: "pending", statuses: [odd] }));
    expect(value(await some.forge.statuses(REPO, "x")).statuses).toMatchObject([
      { context: "ci", state: "pending" },
    ]);
  });
});

describe("a webhook", () => {
  const made = { id: 4, config: { url: "https://us.test/" }, events: ["issues", "push"], active: true };
  const wanted = { url: "https://us.test/", secret: "s3cret", events: ["issues", "push"] };

  it("is made active, as JSON, with its secret", async () => {
    const { forge, asked } = forgeThat(() => Response.json(made, { status: 201 }));
    expect(value(await forge.createHook(REPO, wanted))).toEqual({
      id: 4,
      url: "https://us.test/",
      events: ["issues", "push"],
      active: true,
    });
    expect(asked[0]?.body).toMatchObject({
      active: true,
      config: { content_type: "json", secret: "s3cret" },
    });
  });

  it("that would stay silent about an event that was asked for is taken away again", async () => {
    const { forge, asked } = forgeThat(() => Response.json({ ...made, events: ["push"] }, { status: 201 }));
    expect(await forge.createHook(REPO, wanted)).toMatchObject({
      error: { reason: "validation", detail: expect.stringContaining("issues") },
    });
    expect(asked.map((one) => one.method)).toEqual(["POST", "DELETE"]);
  });
});
