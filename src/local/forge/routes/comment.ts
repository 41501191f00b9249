/** Comments and their reactions. The list of one issue is whole; the list of the repository has pages. */
import type { Hono } from "hono";
import * as z from "zod";
import { addComment, deleteComment, editComment } from "../change/issue.ts";
import { atLeast, issueById, userById } from "../forge.ts";
import { forbidden, notFound, Problem } from "../problem.ts";
import type { CommentRow, IssueRow, ReactionRow } from "../store/rows.ts";
import { commentsOf, commentView } from "../view/issue.ts";
import { time } from "../view/link.ts";
import { userView } from "../view/user.ts";
import { type Api, body, type Call, number, pageOf, type Room, room, signed, timeFilter } from "./door.ts";

const CommentBody = z.looseObject({ body: z.string().default("") });
const REACTIONS = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];

export function commentRoutes(app: Hono<Api>): void {
  const base = "/repos/:owner/:repo/issues";

  app.get(`${base}/comments`, (c) => {
    const at = room(c, "issue");
    const inTime = timeFilter(c);
    const here = new Set(
      at.forge.store.filter("issues", (issue) => issue.repo === at.repo.id).map((issue) => issue.id),
    );
    const all = at.forge.store
      .filter("comments", (comment) => here.has(comment.issue) && inTime(comment.updated))
      .sort((a, b) => a.created - b.created || a.id - b.id);
    return c.json(pageOf(c, all, false).map((comment) => commentView(at.forge, comment, at.user)));
  });

  app.get(`${base}/comments/:id`, (c) => {
    const at = room(c, "issue");
    return c.json(commentView(at.forge, found(c, at).comment, at.user));
  });
  app.patch(`${base}/comments/:id`, async (c) => {
    const at = room(c, "issue");
    const { comment, issue } = allowed(c, at);
    const { body: text } = await body(c, CommentBody);
    return c.json(
      commentView(at.forge, await editComment(at.forge, issue, comment, signed(c), text), at.user),
    );
  });
  app.delete(`${base}/comments/:id`, async (c) => {
    const at = room(c, "issue");
    const { comment, issue } = allowed(c, at);
    await deleteComment(at.forge, issue, comment, signed(c));
    return c.body(null, 204);
  });

  app.get(`${base}/:index/comments`, (c) => {
    const at = room(c, "issue");
    const issue = commented(c, at);
    const inTime = timeFilter(c);
    const all = commentsOf(at.forge, issue).filter((comment) => inTime(comment.updated));
    c.header("X-Total-Count", String(all.length));
    return c.json(all.map((comment) => commentView(at.forge, comment, at.user)));
  });
  app.post(`${base}/:index/comments`, async (c) => {
    const at = room(c, "issue");
    const user = signed(c);
    const issue = commented(c, at);
    const { body: text } = await body(c, CommentBody);
    if (issue.locked && !atLeast(at.access, "write")) throw forbidden("issue is locked");
    return c.json(commentView(at.forge, await addComment(at.forge, issue, user, text), user), 201);
  });

  app.get(`${base}/comments/:id/reactions`, (c) => {
    const at = room(c, "issue");
    const { comment } = found(c, at);
    const rows = at.forge.store.filter("reactions", (row) => row.comment === comment.id);
    return c.json(rows.map((row) => reactionView(at, row)));
  });
  app.post(`${base}/comments/:id/reactions`, async (c) => {
    const at = room(c, "issue");
    const user = signed(c);
    const { comment } = found(c, at);
    const { content } = await body(c, z.looseObject({ content: z.string() }));
    if (!REACTIONS.includes(content)) throw forbidden(`'${content}' is not an allowed reaction`);
    const key = `${comment.id}/${user.id}/${content}`;
    const old = at.forge.store.get("reactions", key);
    if (old !== undefined) return c.json(reactionView(at, old), 200);
    const row: ReactionRow = { comment: comment.id, user: user.id, content, created: at.forge.store.now() };
    at.forge.store.write((tx) => tx.put("reactions", key, row));
    return c.json(reactionView(at, row), 201);
  });
  app.delete(`${base}/comments/:id/reactions`, async (c) => {
    const at = room(c, "issue");
    const user = signed(c);
    const { comment } = found(c, at);
    const { content } = await body(c, z.looseObject({ content: z.string() }));
    at.forge.store.write((tx) => tx.drop("reactions", `${comment.id}/${user.id}/${content}`));
    return c.body(null, 200);
  });
}

/** Where the issue is not there, Gitea answers 500 and not 404. */
function commented(c: Call, at: Room): IssueRow {
  const issue = at.forge.store.get("issues", `${at.repo.id}/${number(c, "index")}`);
  if (issue === undefined) throw new Problem(500, "issue does not exist");
  return issue;
}

function found(c: Call, at: Room): { comment: CommentRow; issue: IssueRow } {
  const id = number(c, "id");
  const comment = at.forge.store.get("comments", id);
  const issue = comment === undefined ? undefined : issueById(at.forge, comment.issue);
  if (comment === undefined || issue === undefined || issue.repo !== at.repo.id) {
    throw notFound(`comment does not exist [id: ${id}, issue_id: 0]`);
  }
  return { comment, issue };
}

function allowed(c: Call, at: Room) {
  const user = signed(c);
  const both = found(c, at);
  if (both.comment.user !== user.id && !atLeast(at.access, "write")) throw forbidden("");
  return both;
}

const reactionView = (at: Room, row: ReactionRow) => ({
  user: userView(at.forge, userById(at.forge, row.user), at.user),
  content: row.content,
  created_at: time(row.created),
});
