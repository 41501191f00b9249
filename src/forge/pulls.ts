/** Pull requests: open, find, read and merge. */
import * as z from "zod";
import type { PullSnapshot } from "../core/event/event.ts";
import { err, ok, type Result } from "../core/result.ts";
import type { Standing } from "../core/review/held.ts";
import { unlessBlocked } from "./absence.ts";
import { type ForgeFailure, failure } from "./failure.ts";
import { MAX_PAGES, mayContinue, PAGE_LIMIT } from "./paging.ts";
import { repoPath, segment, segments } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { listOf, Pull } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export interface Merge {
  readonly style: "merge" | "rebase" | "squash";
  /** The head that was judged. If the branch has moved, the answer is `conflict`. */
  readonly head_commit_id: string;
  readonly title: string;
  readonly message: string;
  readonly delete_branch: boolean;
  /**
   * Leaves it to the forge to merge when the checks that the branch requires are green. The forge then looks at no head: what
   * keeps another one out has to be a check that it requires.
   */
  readonly when_checks_succeed?: boolean;
}

const PullStanding = z
  .object({ mergeable: z.boolean(), draft: z.boolean().default(false) })
  .and(Pull.transform((pull) => ({ pull })));

/** How far back among closed pull requests the last one of a branch is looked for, most recently changed first. */
const CLOSED_PAGES = 3;

export const pullCalls = (send: Send) => {
  /** Reads page by page and stops at the first that holds what is wanted; null where none does. */
  const search = async (
    repo: string,
    state: "open" | "closed",
    max_pages: number,
    wanted: (pull: PullSnapshot) => boolean,
  ): Promise<Result<PullSnapshot | null, ForgeFailure>> => {
    for (let page = 1; page <= max_pages; page++) {
      const query = { state, sort: "recentupdate", page, limit: PAGE_LIMIT };
      const answer = await send({ method: "GET", path: `${repoPath(repo)}/pulls`, query }, listOf(Pull));
      if (!answer.ok) return answer;
      const { value, headers } = answer.value;
      const [last] = value.filter(wanted).sort((a, b) => b.number - a.number);
      if (last !== undefined) return ok(last);
      if (!mayContinue(page, value.length, PAGE_LIMIT, headers)) break;
    }
    return ok(null);
  };

  return {
    pull: async (repo: string, number: number): Promise<Result<PullSnapshot, ForgeFailure>> =>
      onlyValue(await send({ method: "GET", path: `${repoPath(repo)}/pulls/${number}` }, Pull)),

    /** `conflict` where an open one for the same head and base exists: then read it with `pullByHead`. */
    openPull: async (
      repo: string,
      pull: { head: string; base: string; title: string; body: string },
    ): Promise<Result<PullSnapshot, ForgeFailure>> =>
      onlyValue(await send({ method: "POST", path: `${repoPath(repo)}/pulls`, body: pull }, Pull)),

    /**
     * The pull request of a branch: the open one, else the last closed one, else `not_found`. The forge's own
     * look-up answers the oldest of several, so only an open answer of it is final; the others cost a list or two.
     */
    pullByHead: async (
      repo: string,
      base: string,
      head: string,
    ): Promise<Result<PullSnapshot, ForgeFailure>> => {
      const path = `${repoPath(repo)}/pulls/${segment(base)}/${segments(head)}`;
      const direct = onlyValue(await send({ method: "GET", path }, Pull));
      if (!direct.ok || direct.value.state === "open") return direct;
      const ofBranch = (pull: PullSnapshot) => pull.base_branch === base && pull.head_branch === head;
      for (const [state, pages] of [
        ["open", MAX_PAGES],
        ["closed", CLOSED_PAGES],
      ] as const) {
        const found = await search(repo, state, pages, ofBranch);
        if (!found.ok) return found;
        if (found.value !== null) return ok(found.value);
      }
      return direct;
    },

    /** How it stands towards a merge; `mergeable` is false as well while the forge has not looked yet. */
    standing: async (
      repo: string,
      number: number,
    ): Promise<Result<Standing & { readonly pull: PullSnapshot }, ForgeFailure>> =>
      onlyValue(await send({ method: "GET", path: `${repoPath(repo)}/pulls/${number}` }, PullStanding)),

    /** Takes back a merge that was left to the forge; `not_found` where none was, or it has been done. */
    cancelMerge: async (repo: string, number: number): Promise<Result<null, ForgeFailure>> =>
      onlyValue(await send({ method: "DELETE", path: `${repoPath(repo)}/pulls/${number}/merge` }, Nothing)),

    /**
     * Merges, or schedules the merge (`scheduled`) where the forge waits for its own checks. `not_allowed` has
     * many causes, among them a conflict check still running after a push: read the pull request again and retry.
     * `precondition` where it waits for open issues.
     */
    merge: async (
      repo: string,
      number: number,
      merge: Merge,
    ): Promise<Result<{ scheduled: boolean }, ForgeFailure>> => {
      const answer = await send(
        {
          method: "POST",
          path: `${repoPath(repo)}/pulls/${number}/merge`,
          // The capitals are what every version of Gitea and Forgejo accepts.
          body: {
            Do: merge.style,
            MergeTitleField: merge.title,
            MergeMessageField: merge.message,
            head_commit_id: merge.head_commit_id,
            delete_branch_after_merge: merge.delete_branch,
            ...(merge.when_checks_succeed === true ? { merge_when_checks_succeed: true } : {}),
          },
        },
        Nothing,
      );
      if (answer.ok) return ok({ scheduled: answer.value.status === 201 });
      if (answer.error.reason === "server_error")
        return err(await unlessBlocked(send, repo, number, answer.error));
      if (answer.error.reason !== "not_found") return answer;
      return err(
        failure("not_found", answer.error.status, `pull request ${number} of ${repo} is closed or not there`),
      );
    },
  };
};
