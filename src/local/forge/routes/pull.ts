/** Pull requests: open, read, edit, merge. */
import type { Hono } from "hono";
import * as z from "zod";
import { mergePull } from "../change/merge.ts";
import { openPull } from "../change/pull.ts";
import { cancelScheduled, scheduleMerge } from "../change/schedule.ts";
import { atLeast, repository, userByLogin } from "../forge.ts";
import { patch } from "../git/diff.ts";
import { invalid, notFound, Problem } from "../problem.ts";
import { isPull, type PullRow, pullView, span } from "../view/pull.ts";
import { type Api, body, type Call, number, pageOf, type Room, room, roomFor, signed } from "./door.ts";
import { EditBody, editIssue, logins } from "./issue.ts";

const NewPullBody = z.looseObject({
  head: z.string().default(""),
  base: z.string().default(""),
  title: z.string().default(""),
  body: z.string().default(""),
  labels: z.array(z.int()).nullish(),
  assignee: z.string().nullish(),
  assignees: z.array(z.string()).nullish(),
});

/** Forgejo and older Giteas want the capitals; 1.26 takes both. */
const MergeBody = z.looseObject({
  Do: z.string().optional(),
  do: z.string().optional(),
  MergeTitleField: z.string().optional(),
  merge_title_field: z.string().optional(),
  MergeMessageField: z.string().optional(),
  merge_message_field: z.string().optional(),
  head_commit_id: z.string().optional(),
  delete_branch_after_merge: z.boolean().nullish(),
  force_merge: z.boolean().optional(),
  merge_when_checks_succeed: z.boolean().optional(),
});

export function pullByNumber(at: Room, index: number): PullRow {
  const issue = at.forge.store.get("issues", `${at.repo.id}/${index}`);
  if (issue === undefined || !isPull(issue))
    throw notFound(
      `pull request does not exist [id: 0, issue_id: 0, head_repo_id: 0, base_repo_id: ${at.repo.id}]`,
    );
  return issue;
}

export function pullRoutes(app: Hono<Api>): void {
  const base = "/repos/:owner/:repo/pulls";

  app.get(base, async (c) => {
    const at = room(c, "repository");
    // Without `state` Gitea lists all of them, whatever its documentation says.
    const state = c.req.query("state");
    const target = c.req.query("base_branch");
    const login = c.req.query("poster");
    const poster = login === undefined || login === "" ? null : userByLogin(at.forge, login);
    if (poster === undefined) throw new Problem(400, `user does not exist [uid: 0, name: ${login}]`);
    const all = at.forge.store
      .filter("issues", (issue) => issue.repo === at.repo.id)
      .filter(isPull)
      .filter(
        (issue) =>
          ((state !== "open" && state !== "closed") || issue.state === state) &&
          (target === undefined || target === "" || issue.pull.base === target) &&
          (poster === null || issue.user === poster.id),
      )
      .sort(order(c.req.query("sort")));
    return c.json(await Promise.all(pageOf(c, all).map((issue) => pullView(at.forge, issue, at.user))));
  });

  app.post(base, async (c) => {
    const at = room(c, "repository");
    const user = signed(c);
    const asked = await body(c, NewPullBody);
    if (asked.title === "") throw invalid("[Title]: Required");
    const writes = atLeast(at.access, "write");
    const issue = await openPull(at.forge, at.repo, user, {
      title: asked.title,
      body: asked.body,
      // `owner:branch` names the head of a fork; here every head lives in the repository itself.
      head: asked.head.replace(/^[^:]*:/, ""),
      base: asked.base,
      labels: writes
        ? (asked.labels ?? []).filter((id) => at.forge.store.get("labels", id)?.repo === at.repo.id)
        : [],
      assignees: writes ? logins(at, asked.assignee, asked.assignees) : [],
    });
    return c.json(await pullView(at.forge, issue, user), 201);
  });

  app.get(`${base}/:index{[0-9]+\\.(?:diff|patch)}`, async (c) => {
    const at = room(c, "repository");
    return c.text(await diffText(at, pullByNumber(at, Number.parseInt(c.req.param("index"), 10))));
  });
  app.get(`${base}/:index{[0-9]+}`, async (c) => {
    const at = room(c, "repository");
    return c.json(await pullView(at.forge, pullByNumber(at, number(c, "index")), at.user));
  });
  app.patch(`${base}/:index{[0-9]+}`, async (c) => {
    const at = room(c, "repository");
    const issue = pullByNumber(at, number(c, "index"));
    const now = await editIssue(c, at, issue, await body(c, EditBody));
    if (!isPull(now)) throw notFound();
    return c.json(await pullView(at.forge, now, at.user), 201);
  });

  app.get(`${base}/:index{[0-9]+}/merge`, (c) => {
    const at = room(c, "repository");
    if (!pullByNumber(at, number(c, "index")).pull.merged) throw notFound();
    return c.body(null, 204);
  });
  app.post(`${base}/:index{[0-9]+}/merge`, async (c) => {
    const at = room(c, "repository");
    const user = signed(c);
    const asked = await body(c, MergeBody);
    const how = {
      style: asked.Do ?? asked.do ?? "",
      title: (asked.MergeTitleField ?? asked.merge_title_field ?? "").trim(),
      message: (asked.MergeMessageField ?? asked.merge_message_field ?? "").trim(),
      head: asked.head_commit_id,
      deleteBranch: asked.delete_branch_after_merge ?? false,
      force: asked.force_merge ?? false,
    };
    const issue = pullByNumber(at, number(c, "index"));
    if (asked.merge_when_checks_succeed === true) {
      await scheduleMerge(at.forge, issue, user, how);
      return c.body(null, 201);
    }
    await mergePull(at.forge, issue, user, how);
    return c.body(null, 200);
  });

  app.delete(`${base}/:index{[0-9]+}/merge`, (c) => {
    const at = roomFor(c, "repository", "write");
    cancelScheduled(at.forge, pullByNumber(at, number(c, "index")));
    return c.body(null, 204);
  });

  app.get(`${base}/:index{[0-9]+}/files`, async (c) => {
    const at = room(c, "repository");
    const issue = pullByNumber(at, number(c, "index"));
    const files = await changedFiles(at, issue);
    return c.json(
      pageOf(c, files.files).map((file) => ({
        filename: file.path,
        status: file.status,
        additions: file.additions,
        deletions: file.deletions,
        changes: file.additions + file.deletions,
      })),
    );
  });

  app.get(`${base}/:base/:head{.+}`, async (c: Call) => {
    const at = room(c, "repository");
    const [to, from] = [c.req.param("base") ?? "", (c.req.param("head") ?? "").replace(/^[^:]*:/, "")];
    // The oldest of these branches, open or not: Gitea's answer, so a caller has to look at the state.
    const issue = at.forge.store
      .filter("issues", (row) => row.repo === at.repo.id)
      .filter(isPull)
      .find((row) => row.pull.base === to && row.pull.head === from);
    if (issue === undefined) throw notFound("pull request does not exist");
    return c.json(await pullView(at.forge, issue, at.user));
  });
}

async function diffText(at: Room, issue: PullRow): Promise<string> {
  const [from, to] = await span(at.forge, issue);
  return patch(repository(at.forge, at.repo).dir, from, to);
}

async function changedFiles(at: Room, issue: PullRow) {
  const [from, to] = await span(at.forge, issue);
  return repository(at.forge, at.repo).diff(from, to);
}

const order = (sort: string | undefined) => (a: PullRow, b: PullRow) => {
  if (sort === "oldest") return a.created - b.created || a.id - b.id;
  if (sort === "recentupdate") return b.updated - a.updated || b.id - a.id;
  if (sort === "leastupdate") return a.updated - b.updated || a.id - b.id;
  return b.created - a.created || b.id - a.id;
};
