/** Pull requests and reviews in Gitea's fields. What depends on commits is asked of git and remembered there. */
import {
  accessOf,
  type Forge,
  labelsOf,
  repoById,
  repository,
  underConflictCheck,
  userById,
} from "../forge.ts";
import type { IssueRow, PullPart, ReviewRow, UserRow } from "../store/rows.ts";
import { isDraft } from "./draft.ts";
import { commentsOf, labelView } from "./issue.ts";
import { issueLink, time, timeOrNull } from "./link.ts";
import { repoView } from "./repo.ts";
import { userView } from "./user.ts";

export type PullRow = IssueRow & { readonly pull: PullPart };
export const isPull = (issue: IssueRow): issue is PullRow => issue.pull !== null;

/** Head and base as they stand now: live while open, as they stood at the end afterwards. */
function tips(forge: Forge, issue: PullRow): { head: string; base: string } {
  const git = repository(forge, repoById(forge, issue.repo));
  if (issue.pull.merged) return { head: issue.pull.head_sha, base: issue.pull.base_sha };
  return { head: issue.pull.head_sha, base: git.branch(issue.pull.base) ?? issue.pull.base_sha };
}

/** What the change goes from and to: the common ancestor and the head. */
export async function span(forge: Forge, issue: PullRow): Promise<[from: string, to: string]> {
  const { head, base } = tips(forge, issue);
  if (issue.pull.merged) return [issue.pull.merge_base, head];
  const git = repository(forge, repoById(forge, issue.repo));
  return [(await git.mergeBase(base, head)) ?? base, head];
}

export async function pullView(forge: Forge, issue: PullRow, viewer: UserRow | null = null) {
  const repo = repoById(forge, issue.repo);
  const git = repository(forge, repo);
  const { head, base } = tips(forge, issue);
  const { pull } = issue;
  const mergeBase = pull.merged ? pull.merge_base : ((await git.mergeBase(base, head)) ?? pull.merge_base);
  const diff = mergeBase === "" ? { additions: 0, deletions: 0, files: [] } : await git.diff(mergeBase, head);
  const mergeable =
    pull.merged || (git.branch(pull.base) !== null && (await git.mergeTree(base, head)) !== null);
  const link = issueLink(forge, repo, issue);
  const assignees = issue.assignees.map((id) => userView(forge, userById(forge, id), viewer));
  const side = (ref: string, sha: string) => ({
    label: ref,
    ref,
    sha,
    repo_id: repo.id,
    repo: repoView(forge, repo, accessOf(forge, repo, viewer), viewer),
  });
  const branchTip = git.branch(pull.head);
  return {
    id: pull.id,
    url: link,
    number: issue.number,
    user: userView(forge, userById(forge, issue.user), viewer),
    title: issue.title,
    body: issue.body,
    labels: labelsOf(forge, issue).map((label) => labelView(forge, label)),
    milestone: null,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: [],
    requested_reviewers_teams: [],
    state: issue.state,
    draft: isDraft(issue),
    is_locked: issue.locked,
    comments: commentsOf(forge, issue).length,
    additions: diff.additions,
    deletions: diff.deletions,
    changed_files: diff.files.length,
    html_url: link,
    diff_url: `${link}.diff`,
    patch_url: `${link}.patch`,
    mergeable: mergeable && !isDraft(issue) && !underConflictCheck(forge, issue),
    merged: pull.merged,
    merged_at: timeOrNull(pull.merged_at),
    merge_commit_sha: pull.merge_sha,
    merged_by: pull.merged_by === null ? null : userView(forge, userById(forge, pull.merged_by), viewer),
    allow_maintainer_edit: false,
    base: side(pull.base, base),
    head:
      branchTip === null
        ? // Gitea names a deleted head by the reference it keeps for the pull request.
          { ...side(pull.head, head), ref: `refs/pull/${issue.number}/head` }
        : // And shows the tip of the branch where there is one, though another push may have made it anew.
          side(pull.head, branchTip),
    merge_base: mergeBase,
    due_date: null,
    created_at: time(issue.created),
    updated_at: time(issue.updated),
    closed_at: timeOrNull(issue.closed),
    pin_order: 0,
    content_version: issue.version,
  };
}

export function reviewView(forge: Forge, review: ReviewRow, issue: PullRow, viewer: UserRow | null = null) {
  const link = issueLink(forge, repoById(forge, issue.repo), issue);
  return {
    id: review.id,
    user: userView(forge, userById(forge, review.user), viewer),
    team: null,
    state: review.state,
    body: review.body,
    commit_id: review.commit,
    stale: review.stale,
    official: review.official,
    dismissed: review.dismissed,
    comments_count: review.comments.length,
    submitted_at: time(review.submitted),
    updated_at: time(review.submitted),
    html_url: `${link}#issuecomment-${review.id}`,
    pull_request_url: link,
  };
}
