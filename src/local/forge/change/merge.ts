/**
 * The merge of a pull request: checks in Gitea's order with Gitea's codes, then a real commit on the base branch.
 * The intent is stored before the branch moves, so a kill between the two ends as merged at the next start.
 */
import {
  accessOf,
  atLeast,
  type Forge,
  issueKey,
  repoById,
  repository,
  underConflictCheck,
  userById,
} from "../forge.ts";
import type { Repository } from "../git/repository.ts";
import { notFound, Problem } from "../problem.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { isDraft } from "../view/draft.ts";
import { isPull, type PullRow } from "../view/pull.ts";
import { emailOf } from "../view/user.ts";
import { announceIssue } from "./announce.ts";
import { openBlockers, putPull } from "./issue.ts";
import { closeNamed } from "./keyword.ts";
import { notReady } from "./protection.ts";
import { moveHead, refsMoved } from "./push.ts";

export interface MergeAsk {
  readonly style: string;
  readonly title: string;
  readonly message: string;
  readonly head?: string | undefined;
  readonly deleteBranch: boolean;
  readonly force: boolean;
}

export async function mergePull(forge: Forge, asked: PullRow, by: UserRow, how: MergeAsk): Promise<void> {
  const repo = repoById(forge, asked.repo);
  const git = repository(forge, repo);
  await git.exclusively(async () => {
    const issue = forge.store.get("issues", issueKey(asked));
    if (issue === undefined || !isPull(issue)) throw notFound();
    const base = await checkMergeable(forge, repo, git, issue, by, how.force ? "by_admin" : "nothing");
    if (how.head !== undefined && how.head !== "" && how.head !== issue.pull.head_sha) {
      throw new Problem(409, "head out of date");
    }
    const before = git.refs;
    const sha = await mergeCommit(forge, git, issue, by, base, how);
    const mergeBase = (await git.mergeBase(base, issue.pull.head_sha)) ?? "";
    const merging = { sha, by: by.id };
    forge.store.write((tx) => putPull(forge, tx, issue, { merge_base: mergeBase, base_sha: base, merging }));
    if (!(await git.updateRef(`refs/heads/${issue.pull.base}`, sha, base))) {
      forge.store.write((tx) => putPull(forge, tx, issue, { merging: null }));
      throw new Problem(409, "merge push out of date");
    }
    const merged = settle(forge, issue, sha, by);
    await announceIssue(forge, merged, by, "closed");
    await refsMoved(forge, repoById(forge, repo.id), by, before, git.refs);
    await closeNamed(forge, repo, by, `${merged.title}\n${merged.body}`, sha);
    if (how.deleteBranch && merged.pull.head !== repo.default_branch) {
      const kept = git.refs;
      await git.deleteRef(`refs/heads/${merged.pull.head}`);
      await refsMoved(forge, repoById(forge, repo.id), by, kept, git.refs);
    }
  });
}

/** `past`: what need not be fulfilled, for an administrator, or because it will be later. */
export async function checkMergeable(
  forge: Forge,
  repo: RepoRow,
  git: Repository,
  issue: PullRow,
  by: UserRow,
  past: "nothing" | "by_admin" | "checks",
): Promise<string> {
  if (issue.pull.merged) throw new Problem(405, "The PR is already merged");
  if (issue.state === "closed") throw notFound();
  const access = accessOf(forge, repo, by);
  if (!atLeast(access, "write")) throw new Problem(405, "User not allowed to merge PR");
  if (isDraft(issue)) throw new Problem(405, "Work in progress PRs cannot be merged");
  const base = git.branch(issue.pull.base);
  if (
    underConflictCheck(forge, issue) ||
    base === null ||
    (await git.mergeTree(base, issue.pull.head_sha)) === null
  ) {
    throw new Problem(405, "Please try again later");
  }
  const reason = past === "checks" ? null : notReady(forge, repo, issue);
  if (reason !== null && !(past === "by_admin" && atLeast(access, "admin"))) throw new Problem(405, reason);
  // Gitea has no answer of its own for this.
  if (openBlockers(forge, issue).length > 0) throw new Problem(500, "");
  return base;
}

async function mergeCommit(
  forge: Forge,
  git: Repository,
  issue: PullRow,
  by: UserRow,
  base: string,
  how: MergeAsk,
): Promise<string> {
  const head = issue.pull.head_sha;
  const tree = await git.mergeTree(base, head);
  if (tree === null) throw new Problem(409, "merge conflict");
  const { head: from, base: to } = issue.pull;
  const title =
    how.title !== ""
      ? how.title
      : how.style === "squash"
        ? `${issue.title} (#${issue.number})`
        : `Merge pull request '${issue.title}' (#${issue.number}) from ${from} into ${to}`;
  const text = how.message === "" ? `${title}\n` : `${title}\n\n${how.message}\n`;
  const author = { name: by.full_name === "" ? by.login : by.full_name, email: emailOf(by) };
  switch (how.style) {
    case "":
    case "merge":
      return git.commitTree(tree, [base, head], text, author, forge.store.now());
    case "squash":
      return git.commitTree(tree, [base], text, author, forge.store.now());
    case "fast-forward-only":
      if (await git.isAncestor(base, head)) return head;
      throw new Problem(409, "the head is not a fast-forward of the base");
    default:
      throw new Problem(405, `${how.style} is not allowed an allowed merge style for this repository`);
  }
}

function settle(forge: Forge, issue: PullRow, sha: string, by: UserRow): PullRow {
  const at = forge.store.now();
  const done = {
    merged: true,
    merged_at: at,
    merge_sha: sha,
    merged_by: by.id,
    merging: null,
    scheduled: null,
  };
  return forge.store.write((tx) => putPull(forge, tx, issue, done, { state: "closed", closed: at }));
}

/** After a kill the branches are what counts: rows follow them, and what a merge still owed is done. */
export async function recover(forge: Forge): Promise<void> {
  for (const repo of forge.store.all("repos")) {
    const git = repository(forge, repo);
    await git.refresh();
    const open = forge.store.filter("issues", (row) => row.repo === repo.id && row.state === "open");
    for (const issue of open.filter(isPull)) {
      const { merging, base, head, head_sha } = issue.pull;
      const tip = git.branch(base);
      if (merging !== null && tip !== null && (await git.isAncestor(merging.sha, tip))) {
        const by = userById(forge, merging.by);
        const merged = settle(forge, issue, merging.sha, by);
        await announceIssue(forge, merged, by, "closed");
        await closeNamed(forge, repo, by, `${merged.title}\n${merged.body}`, merging.sha);
        continue;
      }
      if (merging !== null) forge.store.write((tx) => putPull(forge, tx, issue, { merging: null }));
      const now = git.branch(head);
      if (now !== null && now !== head_sha) await moveHead(forge, repo, issue, now);
    }
  }
}
