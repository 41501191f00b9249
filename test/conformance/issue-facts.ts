/** What the product relies on about issues, comments, labels and dependencies. */
import { beforeAll, describe, expect, it } from "vitest";
import type { ForgeClient } from "../../src/forge/client.ts";
import { reason, value } from "./expectation.ts";
import { as, rawAs, type Subject } from "./subject.ts";

const ALL = { since_ms: null, page: 1, limit: 50 };

export function issueFacts(at: () => Subject): void {
  let repo: string;
  let owner: ForgeClient;
  let dev: ForgeClient;
  let outsider: ForgeClient;
  let raw: ReturnType<typeof rawAs>;

  beforeAll(async () => {
    repo = await at().makeRepo();
    owner = as(at(), "owner");
    dev = as(at(), "dev");
    outsider = as(at(), "outsider");
    raw = rawAs(at(), "owner");
  });

  const issue = async (title: string) => value(await owner.createIssue(repo, { title, body: "b" }));

  describe("an issue", () => {
    it("is read as it was written, by its author's id", async () => {
      const made = value(await dev.createIssue(repo, { title: "Thread snaps", body: "At <256> & more" }));
      const me = value(await dev.whoami());
      expect(made).toMatchObject({
        title: "Thread snaps",
        body: "At <256> & more",
        state: "open",
        author: me,
      });
      expect(made).toMatchObject({ labels: [], is_pull: false });
      expect(value(await owner.issue(repo, made.number))).toEqual(made);
      expect(Math.abs(made.created_at - Date.now())).toBeLessThan(120_000);
    });

    it("is closed, even twice, and opened again by a writer, answered with 201, and not by a stranger", async () => {
      const { number } = await issue("close me");
      expect(value(await dev.closeIssue(repo, number)).state).toBe("closed");
      expect(value(await dev.closeIssue(repo, number)).state).toBe("closed");
      expect(value(await dev.reopenIssue(repo, number)).state).toBe("open");
      expect((await raw("PATCH", `/repos/${repo}/issues/${number}`, { title: "new" })).status).toBe(201);
      expect(reason(await outsider.closeIssue(repo, number))).toBe("forbidden");
    });

    it("that is not there, or in a repository that is not there, is not_found", async () => {
      expect(reason(await owner.issue(repo, 99_999))).toBe("not_found");
      expect(reason(await owner.issue(`${repo}-no`, 1))).toBe("not_found");
    });

    it("is listed from the second of its last change on, open or closed, newest first", async () => {
      const [a, b] = [await issue("first"), await issue("second")];
      const closed = value(await owner.closeIssue(repo, b.number));
      const page = value(await owner.issuesSince(repo, { ...ALL, since_ms: closed.updated_at }));
      const found = page.items.map((one) => one.number);
      expect(found).toContain(b.number);
      expect(found).toEqual([...found].sort((x, y) => y - x));
      const later = await owner.issuesSince(repo, { ...ALL, since_ms: closed.updated_at + 60_000 });
      expect(value(later)).toMatchObject({ items: [], more: false });
      const two = value(await owner.issuesSince(repo, { ...ALL, limit: 1 }));
      expect(two).toMatchObject({ more: true, items: [{ number: Math.max(a.number, b.number) }] });
      expect(Math.abs((two.server_ms ?? 0) - Date.now())).toBeLessThan(120_000);
    });

    it("refuses a token it does not know, also where strangers may read", async () => {
      const answer = await fetch(`${at().url}/api/v1/repos/${repo}/issues`, {
        headers: { authorization: "token 0000000000000000000000000000000000000000" },
      });
      expect(answer.status).toBe(401);
    });
  });

  describe("a comment", () => {
    it("is written by anybody who may read, and never empty", async () => {
      const { number } = await issue("talk");
      const made = value(await outsider.addComment(repo, number, "@adf:developer look\n\n<!-- x -->"));
      expect(made).toMatchObject({ issue: number, body: "@adf:developer look\n\n<!-- x -->" });
      expect(made.author).toEqual(value(await outsider.whoami()));
      expect(reason(await dev.addComment(repo, number, ""))).toBe("validation");
      expect(value(await owner.commentsOf(repo, number))).toEqual([made]);
    });

    it("is listed with all others of its issue at once: page and limit are ignored", async () => {
      const { number } = await issue("many");
      for (const body of ["1", "2", "3"]) value(await dev.addComment(repo, number, body));
      const page = await raw("GET", `/repos/${repo}/issues/${number}/comments?page=2&limit=1`);
      expect(page.json.map((one: { body: string }) => one.body)).toEqual(["1", "2", "3"]);
    });

    it("is found repository-wide from the second of its last change on, oldest first, with its issue", async () => {
      const { number } = await issue("since");
      const first = value(await dev.addComment(repo, number, "first"));
      const second = value(await dev.addComment(repo, number, "second"));
      const page = value(await owner.commentsSince(repo, { ...ALL, since_ms: second.updated_at }));
      const ids = page.items.map((one) => one.id);
      expect(page.items).toContainEqual(second);
      expect(ids).toEqual([...ids].sort((x, y) => x - y));
      const later = await owner.commentsSince(repo, { ...ALL, since_ms: second.updated_at + 60_000 });
      expect(value(later).items).toEqual([]);
      const one = value(await owner.commentsSince(repo, { ...ALL, limit: 1, page: 1 }));
      expect(one.more).toBe(true);
      expect(first.id).toBeLessThan(second.id);
    });

    it("on an issue that is not there fails, with 500 on Gitea, which the client tells apart", async () => {
      const path = `/repos/${repo}/issues/99999/comments`;
      const status = at().kind === "gitea" ? 500 : 404;
      expect((await raw("POST", path, { body: "x" })).status).toBe(status);
      expect((await raw("GET", path)).status).toBe(status);
      expect(reason(await dev.addComment(repo, 99_999, "x"))).toBe("not_found");
      expect(reason(await dev.commentsOf(repo, 99_999))).toBe("not_found");
    });

    it("is deleted by its author and then gone", async () => {
      const { number } = await issue("delete");
      const made = value(await dev.addComment(repo, number, "oops"));
      expect(reason(await outsider.deleteComment(repo, made.id))).toBe("forbidden");
      expect(value(await dev.deleteComment(repo, made.id))).toBeNull();
      expect(reason(await dev.deleteComment(repo, made.id))).toBe("not_found");
      expect(value(await owner.commentsOf(repo, number))).toEqual([]);
    });
  });

  describe("labels", () => {
    it("are read over all pages although Gitea answers at most 50 at once", async () => {
      const other = await at().makeRepo();
      for (let i = 0; i < 53; i++) {
        value(await owner.createLabel(other, { name: `l${i}`, color: "ff0000", description: "" }));
      }
      const page = await raw("GET", `/repos/${other}/labels?limit=100`);
      expect(page.json).toHaveLength(at().kind === "gitea" ? 50 : 53);
      expect(page.headers.get("x-total-count")).toBe("53");
      expect(value(await owner.labels(other))).toHaveLength(53);
    });

    it("are given to an issue by name, and by id when it is made", async () => {
      const high = value(
        await dev.createLabel(repo, { name: "priority/high", color: "#00ff00", description: "d" }),
      );
      const low = value(await dev.createLabel(repo, { name: "low", color: "00ff00", description: "" }));
      const made = value(await owner.createIssue(repo, { title: "t", body: "", labels: [high.id] }));
      expect(made.labels).toEqual(["priority/high"]);
      expect(value(await dev.addLabels(repo, made.number, ["low"])).toSorted()).toEqual([
        "low",
        "priority/high",
      ]);
      expect(value(await dev.removeLabel(repo, made.number, "priority/high"))).toBeNull();
      expect(value(await owner.issue(repo, made.number)).labels).toEqual([low.name]);
      expect(reason(await outsider.addLabels(repo, made.number, ["low"]))).toBe("forbidden");
    });

    it("of unknown names are ignored by the forge and named by the client", async () => {
      const { number } = await issue("unlabelled");
      const path = `/repos/${repo}/issues/${number}/labels`;
      expect(await raw("POST", path, { labels: ["nowhere"] })).toMatchObject({ status: 200, json: [] });
      expect(reason(await dev.addLabels(repo, number, ["nowhere"]))).toBe("validation");
    });

    it("may exist twice under one name", async () => {
      const body = { name: "twin", color: "ffffff", description: "" };
      const [a, b] = [value(await dev.createLabel(repo, body)), value(await dev.createLabel(repo, body))];
      expect(a.id).not.toBe(b.id);
    });
  });

  describe("an issue that the factory keeps", () => {
    it("takes labels by id when it is made, a new text and a state at once, and an order", async () => {
      const label = value(await dev.createLabel(repo, { name: "kept", color: "6e7781", description: "" }));
      const kept = value(await dev.createIssue(repo, { title: "Kept", body: "1", labels: [label.id] }));
      expect(kept.labels).toEqual(["kept"]);
      for (const next of [
        { body: "2", state: "closed" },
        { body: "3", state: "open" },
      ] as const)
        expect(value(await dev.editIssue(repo, kept.number, next))).toMatchObject(next);
      const first = await issue("first");
      value(await dev.addDependency(repo, kept.number, first.number));
      expect(value(await dev.dependencies(repo, kept.number, 1)).items.map((d) => d.number)).toEqual([
        first.number,
      ]);
    });
  });

  describe("a dependency", () => {
    const edge = (method: string, from: number, to: number) => {
      const [login, name] = repo.split("/");
      const body = { owner: login, repo: name, index: to };
      return raw(method, `/repos/${repo}/issues/${from}/dependencies`, body);
    };

    it("is listed with its state, keeps its issue open, and changes both", async () => {
      const [blocked, blocker] = [await issue("blocked"), await issue("blocker")];
      expect((await edge("POST", blocked.number, blocker.number)).status).toBe(201);
      expect(value(await dev.dependencies(repo, blocked.number, 1))).toEqual({
        items: [{ number: blocker.number, repo, state: "open" }],
        more: false,
      });
      expect(value(await dev.dependencies(repo, blocked.number, 2))).toEqual({ items: [], more: false });
      expect(value(await dev.dependencies(repo, blocker.number, 1)).items).toEqual([]);
      expect(reason(await owner.closeIssue(repo, blocked.number))).toBe("precondition");
      value(await owner.closeIssue(repo, blocker.number));
      expect(value(await dev.dependencies(repo, blocked.number, 1)).items).toMatchObject([
        { state: "closed" },
      ]);
      expect(value(await owner.closeIssue(repo, blocked.number)).state).toBe("closed");
      expect((await edge("DELETE", blocked.number, blocker.number)).status).toBe(201);
      expect(value(await dev.dependencies(repo, blocked.number, 1)).items).toEqual([]);
    });

    it("touches the time of last change of both issues, so a poll sees it", async () => {
      const [blocked, blocker] = [await issue("edge from"), await issue("edge to")];
      // The forge counts whole seconds, so the change has to fall into a later one than the making.
      await new Promise((resolve) => setTimeout(resolve, 1_000 - (Date.now() % 1_000)));
      await edge("POST", blocked.number, blocker.number);
      for (const before of [blocked, blocker]) {
        expect(value(await owner.issue(repo, before.number)).updated_at).toBeGreaterThan(before.updated_at);
      }
    });

    it("given twice, taken twice or given in both directions fails with 500 and no reason", async () => {
      const [a, b] = [await issue("a"), await issue("b")];
      await edge("POST", a.number, b.number);
      expect((await edge("POST", a.number, b.number)).status).toBe(500);
      expect((await edge("POST", b.number, a.number)).status).toBe(500);
      expect((await edge("DELETE", b.number, a.number)).status).toBe(500);
    });

    it("may close a cycle of three, or point at its own issue", async () => {
      const [a, b, c] = [await issue("a"), await issue("b"), await issue("c")];
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
        [c, c],
      ] as const) {
        expect((await edge("POST", from.number, to.number)).status).toBe(201);
      }
    });
  });
}
