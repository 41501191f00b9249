/** Issues, their comments and dependencies. */
import * as z from "zod";
import type { CommentSnapshot, IssueSnapshot } from "../core/event/event.ts";
import { err, ok, type Result } from "../core/result.ts";
import { unlessIssueMissing } from "./absence.ts";
import type { ForgeFailure } from "./failure.ts";
import { mayContinue, PAGE_LIMIT, type Page } from "./paging.ts";
import { repoPath } from "./path.ts";
import { Nothing, type Send, serverTime } from "./request.ts";
import { Comment, CommentOn, Issue, listOf, Time } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export interface SincePage<T> extends Page<T> {
  /** The forge's clock at the answer: the next cursor starts from this, less an overlap. */
  readonly server_ms: number | null;
}

export interface Since {
  /** Inclusive, by time of last change. The forge compares whole seconds. Null: from the beginning. */
  readonly since_ms: number | null;
  readonly page: number;
  readonly limit: number;
}

export interface Dependency {
  readonly number: number;
  /** `owner/name`: an issue may be blocked by one of another repository. */
  readonly repo: string;
  readonly state: "open" | "closed";
}

const Dependency = z
  .object({
    number: z.int(),
    state: z.enum(["open", "closed"]),
    repository: z.object({ full_name: z.string() }),
  })
  .transform((it): Dependency => ({ number: it.number, repo: it.repository.full_name, state: it.state }));

const Issues = listOf(Issue);
const Comments = listOf(Comment);
const CommentsOn = listOf(CommentOn);
const Dependencies = listOf(Dependency);

/** What happened to an issue, in one list. The body of a label's entry says whether it came or went. */
const Happenings = listOf(
  z.object({
    type: z.string(),
    body: z.string().nullish(),
    created_at: Time,
    label: z.object({ name: z.string() }).nullish(),
  }),
);
const ADDED = "1";

/** Seconds, rounded down: the filter is inclusive, so nothing in the same second is lost. */
const sinceOf = (ms: number | null) =>
  ms === null ? null : `${new Date(Math.max(0, ms)).toISOString().slice(0, 19)}Z`;

export const issueCalls = (send: Send) => {
  const pageOf = async <T>(
    path: string,
    query: Record<string, string | number | null>,
    { page, limit, since_ms }: Since,
    shape: z.ZodType<T[]>,
  ): Promise<Result<SincePage<T>, ForgeFailure>> => {
    const asked = Math.min(limit, PAGE_LIMIT);
    const answer = await send(
      { method: "GET", path, query: { ...query, since: sinceOf(since_ms), page, limit: asked } },
      shape,
    );
    if (!answer.ok) return answer;
    const { value, headers } = answer.value;
    return ok({
      items: value,
      more: mayContinue(page, value.length, asked, headers),
      server_ms: serverTime(headers),
    });
  };

  const patchState = async (repo: string, number: number, state: "open" | "closed") =>
    onlyValue(
      await send({ method: "PATCH", path: `${repoPath(repo)}/issues/${number}`, body: { state } }, Issue),
    );

  return {
    /** Open and closed issues changed since then, newest first; pull requests are left out. */
    issuesSince: (repo: string, since: Since): Promise<Result<SincePage<IssueSnapshot>, ForgeFailure>> =>
      pageOf(`${repoPath(repo)}/issues`, { state: "all", type: "issues" }, since, Issues),

    /** The same with pull requests among them, as the issues they also are. */
    allSince: (repo: string, since: Since): Promise<Result<SincePage<IssueSnapshot>, ForgeFailure>> =>
      pageOf(`${repoPath(repo)}/issues`, { state: "all" }, since, Issues),

    /** Comments on issues and pull requests changed since then, oldest first by creation, not by change. */
    commentsSince: (repo: string, since: Since): Promise<Result<SincePage<CommentSnapshot>, ForgeFailure>> =>
      pageOf(`${repoPath(repo)}/issues/comments`, {}, since, Comments),

    issue: async (repo: string, number: number): Promise<Result<IssueSnapshot, ForgeFailure>> =>
      onlyValue(await send({ method: "GET", path: `${repoPath(repo)}/issues/${number}` }, Issue)),

    /** What blocks this issue, open or closed. */
    dependencies: async (
      repo: string,
      number: number,
      page: number,
    ): Promise<Result<Page<Dependency>, ForgeFailure>> => {
      const path = `${repoPath(repo)}/issues/${number}/dependencies`;
      const answer = await send({ method: "GET", path, query: { page, limit: PAGE_LIMIT } }, Dependencies);
      if (!answer.ok) return answer;
      const { value, headers } = answer.value;
      return ok({ items: value, more: mayContinue(page, value.length, PAGE_LIMIT, headers) });
    },

    /** When this label was set on the issue since then; the label may have been taken off again. In ms. */
    labelledSince: async (
      repo: string,
      number: number,
      since_ms: number,
      isMeant: (label: string) => boolean,
    ): Promise<Result<readonly number[], ForgeFailure>> => {
      const path = `${repoPath(repo)}/issues/${number}/timeline`;
      const query = { since: sinceOf(since_ms), page: 1, limit: PAGE_LIMIT };
      const answer = await send({ method: "GET", path, query }, Happenings);
      if (!answer.ok) return answer;
      const set = answer.value.value.filter((it) => it.type === "label" && it.body === ADDED);
      return ok(set.flatMap(({ label, created_at }) => (isMeant(label?.name ?? "") ? [created_at] : [])));
    },

    /** `number` waits for `on`. The forge has no answer for an edge that is there already: look first. */
    addDependency: async (repo: string, number: number, on: number): Promise<Result<null, ForgeFailure>> => {
      const [owner = "", name = ""] = repo.split("/");
      const path = `${repoPath(repo)}/issues/${number}/dependencies`;
      return onlyValue(await send({ method: "POST", path, body: { owner, repo: name, index: on } }, Nothing));
    },

    /** All comments, oldest first. This list is never paged: `page` is ignored by the forge. */
    commentsOf: async (
      repo: string,
      number: number,
    ): Promise<Result<readonly CommentSnapshot[], ForgeFailure>> => {
      const path = `${repoPath(repo)}/issues/${number}/comments`;
      const answer = await send({ method: "GET", path }, CommentsOn);
      if (!answer.ok) return err(await unlessIssueMissing(send, repo, number, answer.error));
      return ok(answer.value.value.map((on) => on(number)));
    },

    addComment: async (
      repo: string,
      number: number,
      body: string,
    ): Promise<Result<CommentSnapshot, ForgeFailure>> => {
      const path = `${repoPath(repo)}/issues/${number}/comments`;
      const answer = await send({ method: "POST", path, body: { body } }, CommentOn);
      if (!answer.ok) return err(await unlessIssueMissing(send, repo, number, answer.error));
      return ok(answer.value.value(number));
    },

    deleteComment: async (repo: string, id: number): Promise<Result<null, ForgeFailure>> =>
      onlyValue(await send({ method: "DELETE", path: `${repoPath(repo)}/issues/comments/${id}` }, Nothing)),

    /** `labels` are ids: this one call does not take names. */
    createIssue: async (
      repo: string,
      issue: { title: string; body: string; labels?: readonly number[] },
    ): Promise<Result<IssueSnapshot, ForgeFailure>> =>
      onlyValue(await send({ method: "POST", path: `${repoPath(repo)}/issues`, body: issue }, Issue)),

    /** Its text and its state at once. */
    editIssue: async (
      repo: string,
      number: number,
      issue: { body: string; state: "open" | "closed" },
    ): Promise<Result<IssueSnapshot, ForgeFailure>> =>
      onlyValue(
        await send({ method: "PATCH", path: `${repoPath(repo)}/issues/${number}`, body: issue }, Issue),
      ),

    /** Refused with `precondition` while an issue that blocks it is open. */
    closeIssue: (repo: string, number: number): Promise<Result<IssueSnapshot, ForgeFailure>> =>
      patchState(repo, number, "closed"),

    reopenIssue: (repo: string, number: number): Promise<Result<IssueSnapshot, ForgeFailure>> =>
      patchState(repo, number, "open"),
  };
};
