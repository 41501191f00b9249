/** Issues, comments and labels in Gitea's fields. */
import { type Forge, issueById, labelsOf, repoById, repoPath, userById } from "../forge.ts";
import type { CommentRow, IssueRow, LabelledPart, LabelRow, UserRow } from "../store/rows.ts";
import { isDraft } from "./draft.ts";
import { apiLink, issueLink, time, timeOrNull } from "./link.ts";
import { userView } from "./user.ts";

export const commentsOf = (forge: Forge, issue: IssueRow): CommentRow[] =>
  forge.store.filter("comments", (comment) => comment.issue === issue.id);

export function issueView(
  forge: Forge,
  issue: IssueRow,
  viewer: UserRow | null = null,
): Record<string, unknown> {
  const repo = repoById(forge, issue.repo);
  const assignees = issue.assignees.map((id) => userView(forge, userById(forge, id), viewer));
  const [owner] = repoPath(forge, repo).split("/");
  return {
    id: issue.id,
    url: `${apiLink(forge, repo)}/issues/${issue.number}`,
    html_url: issueLink(forge, repo, issue),
    number: issue.number,
    user: userView(forge, userById(forge, issue.user), viewer),
    original_author: "",
    original_author_id: 0,
    title: issue.title,
    body: issue.body,
    ref: "",
    assets: [],
    labels: labelsOf(forge, issue).map((label) => labelView(forge, label)),
    milestone: null,
    projects: null,
    assignee: assignees[0] ?? null,
    assignees: assignees.length === 0 ? null : assignees,
    state: issue.state,
    is_locked: issue.locked,
    comments: commentsOf(forge, issue).length,
    created_at: time(issue.created),
    updated_at: time(issue.updated),
    closed_at: timeOrNull(issue.closed),
    due_date: null,
    time_estimate: 0,
    pull_request:
      issue.pull === null
        ? null
        : {
            merged: issue.pull.merged,
            merged_at: timeOrNull(issue.pull.merged_at),
            draft: isDraft(issue),
            html_url: issueLink(forge, repo, issue),
          },
    repository: { id: repo.id, name: repo.name, owner, full_name: repoPath(forge, repo) },
    pin_order: 0,
    content_version: issue.version,
  };
}

export function commentView(
  forge: Forge,
  comment: CommentRow,
  viewer: UserRow | null = null,
): Record<string, unknown> {
  const issue = issueById(forge, comment.issue);
  const link = issueLink(forge, repoById(forge, issue.repo), issue);
  return {
    id: comment.id,
    html_url: `${link}#issuecomment-${comment.id}`,
    pull_request_url: issue.pull === null ? "" : link,
    issue_url: issue.pull === null ? link : "",
    user: userView(forge, userById(forge, comment.user), viewer),
    original_author: "",
    original_author_id: 0,
    body: comment.body,
    assets: [],
    created_at: time(comment.created),
    updated_at: time(comment.updated),
  };
}

/** In the list of all that happened, where a comment stands too. Of a label, the body says that it came. */
export function labelledView(
  forge: Forge,
  { id, label, added, by, at }: LabelledPart,
  viewer: UserRow | null = null,
): Record<string, unknown> {
  const row = forge.store.get("labels", label);
  return {
    id,
    type: "label",
    user: userView(forge, userById(forge, by), viewer),
    body: added ? "1" : "",
    created_at: time(at),
    updated_at: time(at),
    label: row === undefined ? null : labelView(forge, row),
  };
}

export const labelView = (forge: Forge, label: LabelRow): Record<string, unknown> => ({
  id: label.id,
  name: label.name,
  exclusive: label.exclusive,
  is_archived: false,
  color: label.color,
  description: label.description,
  url: `${apiLink(forge, repoById(forge, label.repo))}/labels/${label.id}`,
});
