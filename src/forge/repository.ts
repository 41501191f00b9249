/** A repository: its branches, what is contained in what, and the statuses of its commits. */
import * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import type { BranchRule } from "../core/review/held.ts";
import { unlessCommitMissing } from "./absence.ts";
import type { ForgeFailure } from "./failure.ts";
import { mayContinue, PAGE_LIMIT, readAll } from "./paging.ts";
import { repoPath, segment, segments } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { listOf } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export interface RepositoryInfo {
  readonly id: number;
  /** As the forge spells it now, which may differ from what was asked in case. */
  readonly path: string;
  readonly default_branch: string;
}

const Info = z
  .object({ id: z.int(), full_name: z.string(), default_branch: z.string() })
  .transform((it): RepositoryInfo => ({ id: it.id, path: it.full_name, default_branch: it.default_branch }));

const Branch = z.object({ commit: z.object({ id: z.string() }) }).transform((it) => ({ sha: it.commit.id }));

/** A forge that says nothing of a rule has none. */
const Rule = z
  .object({
    user_can_merge: z.boolean().default(true),
    enable_status_check: z.boolean().default(false),
    status_check_contexts: listOf(z.string()),
  })
  .transform(
    (it): BranchRule => ({
      may_merge: it.user_can_merge,
      contexts: it.enable_status_check ? it.status_check_contexts : null,
    }),
  );

const Compared = z.object({ total_commits: z.int() });

export type StatusState = "pending" | "success" | "error" | "failure" | "warning" | "skipped";

export interface Status {
  readonly context: string;
  readonly state: StatusState;
  readonly description: string;
  readonly target_url: string;
}

/** Gitea stores whatever word it is given and counts one it does not know as pending; "" is an older forge's none. */
const State = z.enum(["pending", "success", "error", "failure", "warning", "skipped"]).catch("pending");
const StatusItem = z.object({
  id: z.int(),
  context: z.string(),
  status: State,
  description: z.string(),
  target_url: z.string(),
});
const Combined = z.object({
  state: State,
  statuses: listOf(StatusItem),
});

export interface NewStatus {
  readonly state: StatusState;
  readonly context: string;
  readonly description: string;
  readonly target_url?: string;
}

export const repositoryCalls = (send: Send) => ({
  repository: async (repo: string): Promise<Result<RepositoryInfo, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: repoPath(repo) }, Info)),

  branch: async (repo: string, name: string): Promise<Result<{ sha: string }, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: `${repoPath(repo)}/branches/${segments(name)}` }, Branch)),

  /** What a merge into a branch needs, for the account that asks. */
  branchRule: async (repo: string, name: string): Promise<Result<BranchRule, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: `${repoPath(repo)}/branches/${segments(name)}` }, Rule)),

  /** Whether everything in `sha` is in `branch`. A commit or branch the forge does not have is `not_found`. */
  isAncestor: async (repo: string, sha: string, branch: string): Promise<Result<boolean, ForgeFailure>> => {
    const path = `${repoPath(repo)}/compare/${segments(branch)}...${segment(sha)}`;
    const answer = await send(
      { method: "GET", path, query: { verification: false, files: false } },
      Compared,
    );
    return answer.ok ? ok(answer.value.value.total_commits === 0) : answer;
  },

  /** The newest status of a context wins. A commit the forge does not have is `not_found`. */
  setStatus: async (repo: string, sha: string, status: NewStatus): Promise<Result<null, ForgeFailure>> => {
    const answer = await send(
      { method: "POST", path: `${repoPath(repo)}/statuses/${segment(sha)}`, body: status },
      Nothing,
    );
    return answer.ok ? ok(null) : err(await unlessCommitMissing(send, repo, sha, answer.error));
  },

  /** The combined state of a commit and the newest status of each context. */
  statuses: async (
    repo: string,
    sha: string,
  ): Promise<Result<{ state: StatusState; statuses: readonly Status[] }, ForgeFailure>> => {
    let state: StatusState = "pending";
    const found = await readAll<z.output<typeof StatusItem>>(
      `the statuses of ${sha}`,
      (item) => item.id,
      async (page) => {
        const path = `${repoPath(repo)}/commits/${segment(sha)}/status`;
        const answer = await send({ method: "GET", path, query: { page, limit: PAGE_LIMIT } }, Combined);
        if (!answer.ok) return answer;
        const { value, headers } = answer.value;
        if (page === 1) state = value.state;
        return ok({
          items: value.statuses,
          more: mayContinue(page, value.statuses.length, PAGE_LIMIT, headers),
        });
      },
    );
    if (!found.ok) return found;
    const statuses = found.value.map(({ context, status, description, target_url }) => ({
      context,
      state: status,
      description,
      target_url,
    }));
    return ok({ state, statuses });
  },
});
