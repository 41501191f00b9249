/**
 * What we read of the forge's JSON, and nothing more: the same structs travel in API answers and in webhook
 * payloads. Unknown fields are dropped. The published API description says nothing about null, so what may be
 * null is stated here. Each shape parses straight into the product's own snapshot.
 */
import * as z from "zod";
import type { CommentSnapshot, IssueSnapshot, Person, PullSnapshot, RepoRef } from "../core/event/event.ts";

/** RFC 3339 with any offset, to ms. */
export const Time = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((ms) => !Number.isNaN(ms), "not a time");

export const User = z
  .object({ id: z.int(), login: z.string() })
  .transform(({ id, login }): Person => ({ id, login }));

/** A deleted account: the forge shows it under this id itself, or leaves the user out. */
const GHOST: Person = { id: -1, login: "Ghost" };
export const Author = User.nullish().transform((user) => user ?? GHOST);

export const Repository = z
  .object({ id: z.int(), full_name: z.string() })
  .transform(({ id, full_name }): RepoRef => ({ id, path: full_name }));

/** Where a list is empty, Go may write null. */
export const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(item)
    .nullable()
    .transform((all) => all ?? []);

const State = z.enum(["open", "closed"]);

export const Label = z.object({ id: z.int(), name: z.string() });
export type Label = z.infer<typeof Label>;

export const Issue = z
  .object({
    id: z.int(),
    number: z.int(),
    title: z.string(),
    body: z.string(),
    state: State,
    user: Author,
    labels: z.array(z.object({ name: z.string() })).nullish(),
    created_at: Time,
    updated_at: Time,
    pull_request: z.object({}).nullish(),
  })
  .transform(
    (it): IssueSnapshot => ({
      id: it.id,
      number: it.number,
      title: it.title,
      body: it.body,
      state: it.state,
      author: it.user,
      labels: (it.labels ?? []).map((label) => label.name),
      created_at: it.created_at,
      updated_at: it.updated_at,
      is_pull: it.pull_request != null,
    }),
  );

const PlainComment = z.object({
  id: z.int(),
  body: z.string(),
  user: Author,
  created_at: Time,
  updated_at: Time,
});

const comment = (it: z.output<typeof PlainComment>, issue: number): CommentSnapshot => ({
  id: it.id,
  issue,
  body: it.body,
  author: it.user,
  created_at: it.created_at,
  updated_at: it.updated_at,
});

/** A comment whose issue the surroundings tell. */
export const CommentOn = PlainComment.transform((it) => (issue: number) => comment(it, issue));

/** A comment of a repository-wide list. Only the page addresses tell the number; on a pull request one is "". */
export const Comment = PlainComment.extend({
  issue_url: z.string(),
  pull_request_url: z.string(),
}).transform((it, ctx): CommentSnapshot => {
  const number = /\/(?:issues|pulls)\/(\d+)$/.exec(it.issue_url || it.pull_request_url)?.[1];
  if (number === undefined) {
    ctx.addIssue({ code: "custom", message: "neither address names an issue", path: ["issue_url"] });
    return z.NEVER;
  }
  return comment(it, Number(number));
});

export const Pull = z
  .object({
    id: z.int(),
    number: z.int(),
    title: z.string(),
    body: z.string(),
    state: State,
    user: Author,
    merged: z.boolean(),
    merge_commit_sha: z.string().nullish(),
    // `label` keeps the branch's name when the branch is gone; `ref` then says refs/pull/N/head.
    head: z.object({ label: z.string(), sha: z.string() }),
    base: z.object({ ref: z.string() }),
    updated_at: Time,
  })
  .transform(
    (it): PullSnapshot => ({
      id: it.id,
      number: it.number,
      title: it.title,
      body: it.body,
      state: it.state,
      author: it.user,
      head_sha: it.head.sha,
      head_branch: it.head.label,
      base_branch: it.base.ref,
      merged: it.merged,
      merged_sha: it.merged ? (it.merge_commit_sha ?? null) : null,
      updated_at: it.updated_at,
    }),
  );
