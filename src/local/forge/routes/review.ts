/** Reviews of a pull request. Nobody approves or rejects their own. */
import type { Hono } from "hono";
import * as z from "zod";
import { announceReview } from "../change/announce.ts";
import { putIssue } from "../change/issue.ts";
import { protectionOf } from "../change/protection.ts";
import { mergeScheduled } from "../change/schedule.ts";
import { atLeast, repository } from "../forge.ts";
import { git } from "../git/run.ts";
import { forbidden, invalid, notFound, Problem } from "../problem.ts";
import type { ReviewRow, ReviewState, UserRow } from "../store/rows.ts";
import { type PullRow, reviewView } from "../view/pull.ts";
import { type Api, body, number, pageOf, type Room, room, roomFor, signed } from "./door.ts";
import { pullByNumber } from "./pull.ts";

const ReviewBody = z.looseObject({
  event: z.string().default(""),
  body: z.string().default(""),
  commit_id: z.string().default(""),
  comments: z
    .array(
      z.looseObject({
        path: z.string(),
        body: z.string().default(""),
        new_position: z.int().default(0),
        old_position: z.int().default(0),
      }),
    )
    .nullish(),
});
type Asked = z.output<typeof ReviewBody>;

export function reviewRoutes(app: Hono<Api>): void {
  const base = "/repos/:owner/:repo/pulls/:index{[0-9]+}/reviews";

  app.get(base, (c) => {
    const at = room(c, "repository");
    const issue = pullByNumber(at, number(c, "index"));
    const all = reviewsOf(at, issue).filter(
      (review) => review.state !== "PENDING" || review.user === at.user?.id,
    );
    return c.json(pageOf(c, all, false).map((review) => reviewView(at.forge, review, issue, at.user)));
  });
  app.post(base, async (c) => {
    const at = room(c, "repository");
    const user = signed(c);
    const issue = pullByNumber(at, number(c, "index"));
    const asked = await body(c, ReviewBody);
    const state = reviewState(issue, user, asked);
    if (issue.state === "closed" && (state === "APPROVED" || state === "REQUEST_CHANGES")) {
      throw invalid("can't submit review for a closed or merged PR");
    }
    if (asked.commit_id !== "" && (await repository(at.forge, at.repo).resolve(asked.commit_id)) === null) {
      throw new Problem(500, `object does not exist [id: ${asked.commit_id}]`);
    }
    for (const { path, new_position } of asked.comments ?? [])
      if (!(await hasLine(at, issue.pull.head_sha, path, new_position)))
        // Gitea asks git who wrote the line, and passes its failure on.
        throw new Problem(500, "");
    const review = storeReview(at, issue, user, state, asked);
    const verdict = {
      APPROVED: "approved",
      REQUEST_CHANGES: "rejected",
      COMMENT: "comment",
      PENDING: null,
    } as const;
    const told = verdict[state];
    if (state === "APPROVED") await mergeScheduled(at.forge, at.repo, review.commit);
    if (told !== null) await announceReview(at.forge, issue, user, told, review.body);
    return c.json(reviewView(at.forge, review, issue, user));
  });

  app.get(`${base}/:id`, (c) => {
    const at = room(c, "repository");
    const issue = pullByNumber(at, number(c, "index"));
    return c.json(reviewView(at.forge, one(at, issue, number(c, "id")), issue, at.user));
  });
  app.get(`${base}/:id/comments`, (c) => {
    const at = room(c, "repository");
    const review = one(at, pullByNumber(at, number(c, "index")), number(c, "id"));
    return c.json(
      review.comments.map((comment) => ({
        id: comment.id,
        body: comment.body,
        pull_request_review_id: review.id,
        path: comment.path,
        commit_id: review.commit,
        position: comment.new_position,
        original_position: comment.old_position,
      })),
    );
  });
  app.post(`${base}/:id/dismissals`, async (c) => {
    const at = roomFor(c, "repository", "read");
    if (!atLeast(at.access, "admin")) throw forbidden("Must be repo admin");
    const issue = pullByNumber(at, number(c, "index"));
    const review: ReviewRow = { ...one(at, issue, number(c, "id")), dismissed: true };
    at.forge.store.write((tx) => tx.put("reviews", review.id, review));
    return c.json(reviewView(at.forge, review, issue, at.user));
  });
}

/** Whether a comment can stand there: at a line that its file has, or in a file that is not there at all. */
async function hasLine({ forge, repo }: Room, head: string, path: string, line: number): Promise<boolean> {
  const file = await git(repository(forge, repo).dir, ["cat-file", "blob", `${head}:${path}`]);
  return file.code !== 0 || line <= file.stdout.replace(/\n$/, "").split("\n").length;
}

const reviewsOf = (at: Room, issue: PullRow): ReviewRow[] =>
  at.forge.store.filter("reviews", (review) => review.issue === issue.id);

function one(at: Room, issue: PullRow, id: number): ReviewRow {
  const review = at.forge.store.get("reviews", id);
  if (review === undefined || review.issue !== issue.id) throw notFound(`review does not exist [id: ${id}]`);
  return review;
}

function reviewState(issue: PullRow, user: UserRow, asked: Asked): ReviewState {
  const own = issue.user === user.id;
  const empty = asked.body.trim() === "";
  switch (asked.event) {
    case "APPROVED":
      if (own) throw invalid("approve your own pull is not allowed");
      return "APPROVED";
    case "REQUEST_CHANGES":
      if (own) throw invalid("reject your own pull is not allowed");
      if (empty) throw invalid("review event REQUEST_CHANGES requires a body");
      return "REQUEST_CHANGES";
    case "COMMENT":
      if (empty && (asked.comments ?? []).length === 0) {
        throw invalid("review event COMMENT requires a body or a comment");
      }
      return "COMMENT";
    default:
      if (empty) throw invalid(`review event ${asked.event} requires a body`);
      return "PENDING";
  }
}

function storeReview(at: Room, issue: PullRow, user: UserRow, state: ReviewState, asked: Asked): ReviewRow {
  const commit = asked.commit_id === "" ? issue.pull.head_sha : asked.commit_id;
  const verdict = state === "APPROVED" || state === "REQUEST_CHANGES";
  return at.forge.store.write((tx) => {
    const row: ReviewRow = {
      id: tx.next("reviews"),
      issue: issue.id,
      user: user.id,
      state,
      body: asked.body,
      commit,
      // Only the verdict of one who may write counts for a protected branch.
      official:
        verdict &&
        atLeast(at.access, "write") &&
        protectionOf(at.forge, at.repo, issue.pull.base) !== undefined,
      stale: commit !== issue.pull.head_sha,
      dismissed: false,
      submitted: at.forge.store.now(),
      comments: (asked.comments ?? []).map((comment) => ({
        id: tx.next("comments"),
        path: comment.path,
        body: comment.body,
        new_position: comment.new_position,
        old_position: comment.old_position,
      })),
    };
    tx.put("reviews", row.id, row);
    if (state !== "PENDING") putIssue(at.forge, tx, issue);
    return row;
  });
}
