/** From a stored change to the event that webhooks hear of, in the shapes of Gitea's payload structs. */
import { type Forge, repoById } from "../forge.ts";
import type { HookEvent } from "../hooks/event.ts";
import type { CommentRow, IssueRow, RepoRow, UserRow } from "../store/rows.ts";
import { commentView, issueView } from "../view/issue.ts";
import { isPull, pullView } from "../view/pull.ts";
import { repoView } from "../view/repo.ts";
import { userView } from "../view/user.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A payload shows the repository with its owner's rights, whoever acted. */
const repoField = (forge: Forge, repo: RepoRow) => repoView(forge, repo, "owner");

export async function announceIssue(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  action: string,
  more: { readonly event?: "assign" | "label"; readonly changes?: Fields; readonly commit?: string } = {},
): Promise<void> {
  const repo = repoById(forge, issue.repo);
  const changes =
    more.changes === undefined
      ? {}
      : { changes: { ...more.changes, added_labels: null, removed_labels: null } };
  const tail = {
    repository: repoField(forge, repo),
    sender: userView(forge, by),
    commit_id: more.commit ?? "",
  };
  if (isPull(issue)) {
    const event: HookEvent = more.event === undefined ? "pull_request" : `pull_request_${more.event}`;
    const pull_request = await pullView(forge, issue);
    forge.emit({
      repo: repo.id,
      event,
      payload: {
        action,
        number: issue.number,
        ...changes,
        pull_request,
        requested_reviewer: null,
        ...tail,
        review: null,
      },
    });
    return;
  }
  forge.emit({
    repo: repo.id,
    event: more.event === undefined ? "issues" : `issue_${more.event}`,
    payload: { action, number: issue.number, ...changes, issue: issueView(forge, issue), ...tail },
  });
}

export async function announceComment(
  forge: Forge,
  issue: IssueRow,
  comment: CommentRow,
  by: UserRow,
  action: "created" | "edited" | "deleted",
  before?: string,
): Promise<void> {
  const repo = repoById(forge, issue.repo);
  const shown = commentView(forge, comment);
  const pull = isPull(issue) ? { pull_request: await pullView(forge, issue) } : {};
  forge.emit({
    repo: repo.id,
    event: isPull(issue) ? "pull_request_comment" : "issue_comment",
    payload: {
      action,
      issue: issueView(forge, issue),
      ...pull,
      comment: shown,
      ...(before === undefined
        ? {}
        : { changes: { body: { from: before }, added_labels: null, removed_labels: null } }),
      repository: repoField(forge, repo),
      sender: userView(forge, by),
      is_pull: isPull(issue),
    },
  });
}

export async function announceReview(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  verdict: "approved" | "rejected" | "comment",
  content: string,
): Promise<void> {
  if (!isPull(issue)) return;
  forge.emit({
    repo: issue.repo,
    event: `pull_request_review_${verdict}`,
    payload: {
      action: "reviewed",
      number: issue.number,
      pull_request: await pullView(forge, issue),
      requested_reviewer: null,
      repository: repoField(forge, repoById(forge, issue.repo)),
      sender: userView(forge, by),
      commit_id: "",
      review: { type: `pull_request_review_${verdict}`, content },
    },
  });
}

export async function announceSync(forge: Forge, issue: IssueRow, by: UserRow): Promise<void> {
  if (!isPull(issue)) return;
  forge.emit({
    repo: issue.repo,
    event: "pull_request_sync",
    payload: {
      action: "synchronized",
      number: issue.number,
      pull_request: await pullView(forge, issue),
      requested_reviewer: null,
      repository: repoField(forge, repoById(forge, issue.repo)),
      sender: userView(forge, by),
      commit_id: "",
      review: null,
    },
  });
}
