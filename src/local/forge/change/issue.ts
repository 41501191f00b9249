/** Every change of an issue: stored in one write, then told to the webhooks. Rights are the callers' business. */
import { type Forge, issueKey } from "../forge.ts";
import { invalid, Problem } from "../problem.ts";
import type { CommentRow, IssueRow, LabelledPart, PullPart, RepoRow, UserRow } from "../store/rows.ts";
import type { Tx } from "../store/store.ts";
import type { PullRow } from "../view/pull.ts";
import { announceComment, announceIssue } from "./announce.ts";

/**
 * The issue as it is now. A caller's row may be older than something it waited for, and a change built on that
 * would undo another's.
 */
export const current = (forge: Forge, issue: IssueRow): IssueRow =>
  forge.store.get("issues", issueKey(issue)) ?? issue;

/** Changes the named fields and the time, which never moves backwards; the rest stays as it is now. */
export function putIssue(forge: Forge, tx: Tx, issue: IssueRow, change: Partial<IssueRow> = {}): IssueRow {
  const now = current(forge, issue);
  const row = { ...now, ...change, updated: Math.max(now.updated, forge.store.now()) };
  tx.put("issues", issueKey(row), row);
  return row;
}

/** The same for what only a pull request has. */
export function putPull(
  forge: Forge,
  tx: Tx,
  issue: PullRow,
  part: Partial<PullPart>,
  change: Partial<IssueRow> = {},
): PullRow {
  const pull = { ...(current(forge, issue).pull ?? issue.pull), ...part };
  return { ...putIssue(forge, tx, issue, { ...change, pull }), pull };
}

export interface NewIssue {
  readonly title: string;
  readonly body: string;
  readonly labels?: readonly number[];
  readonly assignees?: readonly number[];
}

export function issueRow(forge: Forge, tx: Tx, repo: RepoRow, by: UserRow, asked: NewIssue): IssueRow {
  const now = forge.store.now();
  const labels = asked.labels ?? [];
  return {
    id: tx.next("issues"),
    repo: repo.id,
    // Issues and pull requests share the numbers of a repository.
    number: tx.next(`issues/${repo.id}`),
    user: by.id,
    title: asked.title,
    body: asked.body,
    state: "open",
    labels,
    labelled: labelled(forge, tx, by, [], labels),
    assignees: asked.assignees ?? [],
    locked: false,
    version: 0,
    created: now,
    updated: now,
    closed: null,
    pull: null,
  };
}

export async function openIssue(
  forge: Forge,
  repo: RepoRow,
  by: UserRow,
  asked: NewIssue,
): Promise<IssueRow> {
  const issue = forge.store.write((tx) => {
    const row = issueRow(forge, tx, repo, by, asked);
    tx.put("issues", issueKey(row), row);
    return row;
  });
  await announceIssue(forge, issue, by, "opened");
  return issue;
}

export async function changeText(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  to: { readonly title?: string | undefined; readonly body?: string | undefined },
): Promise<IssueRow> {
  let now = current(forge, issue);
  if (to.title !== undefined && to.title !== "" && to.title !== now.title) {
    const from = now.title;
    const title = to.title;
    now = forge.store.write((tx) => putIssue(forge, tx, now, { title }));
    await announceIssue(forge, now, by, "edited", { changes: { title: { from } } });
  }
  if (to.body !== undefined && to.body !== now.body) {
    const from = now.body;
    const body = to.body;
    now = forge.store.write((tx) => putIssue(forge, tx, now, { body, version: now.version + 1 }));
    await announceIssue(forge, now, by, "edited", { changes: { body: { from } } });
  }
  return now;
}

export const openBlockers = (forge: Forge, issue: IssueRow): IssueRow[] => {
  const blockers = new Set(
    forge.store.filter("dependencies", (edge) => edge.issue === issue.id).map((edge) => edge.blocker),
  );
  return forge.store.filter("issues", (other) => blockers.has(other.id) && other.state === "open");
};

export async function changeState(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  state: "open" | "closed",
  commit = "",
): Promise<IssueRow> {
  const old = current(forge, issue);
  if (old.state === state) return old;
  if (state === "closed" && openBlockers(forge, issue).length > 0) {
    throw new Problem(412, "cannot close this issue or pull request because it still has open dependencies");
  }
  const now = forge.store.write((tx) =>
    putIssue(forge, tx, old, { state, closed: state === "closed" ? forge.store.now() : null }),
  );
  await announceIssue(forge, now, by, state === "closed" ? "closed" : "reopened", { commit });
  return now;
}

/** What the issue's timeline says of a change of labels. */
function labelled(
  forge: Forge,
  tx: Tx,
  by: UserRow,
  before: readonly number[],
  after: readonly number[],
): LabelledPart[] {
  const part = (label: number, added: boolean): LabelledPart => ({
    id: tx.next("timeline"),
    label,
    added,
    by: by.id,
    at: forge.store.now(),
  });
  return [
    ...after.filter((id) => !before.includes(id)).map((id) => part(id, true)),
    ...before.filter((id) => !after.includes(id)).map((id) => part(id, false)),
  ];
}

export async function changeLabels(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  change: (have: readonly number[]) => readonly number[],
): Promise<IssueRow> {
  const old = current(forge, issue);
  const labels = [...new Set(change(old.labels))];
  if (labels.length === old.labels.length && labels.every((id) => old.labels.includes(id))) return old;
  const now = forge.store.write((tx) =>
    putIssue(forge, tx, old, {
      labels,
      labelled: [...(old.labelled ?? []), ...labelled(forge, tx, by, old.labels, labels)],
    }),
  );
  await announceIssue(forge, now, by, labels.length === 0 ? "label_cleared" : "label_updated", {
    event: "label",
  });
  return now;
}

/** One event for each account that comes or goes, as Gitea sends them. */
export async function changeAssignees(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  assignees: readonly number[],
): Promise<IssueRow> {
  let now = current(forge, issue);
  const step = async (next: readonly number[], action: "assigned" | "unassigned") => {
    now = forge.store.write((tx) => putIssue(forge, tx, now, { assignees: next }));
    await announceIssue(forge, now, by, action, { event: "assign" });
  };
  for (const id of now.assignees) {
    if (!assignees.includes(id))
      await step(
        now.assignees.filter((other) => other !== id),
        "unassigned",
      );
  }
  for (const id of new Set(assignees)) {
    if (!now.assignees.includes(id)) await step([...now.assignees, id], "assigned");
  }
  return now;
}

export async function addComment(
  forge: Forge,
  issue: IssueRow,
  by: UserRow,
  body: string,
): Promise<CommentRow> {
  if (body.trim() === "") throw invalid("[Body]: Required");
  const [comment, now] = forge.store.write((tx) => {
    const at = forge.store.now();
    const row: CommentRow = {
      id: tx.next("comments"),
      issue: issue.id,
      user: by.id,
      body,
      created: at,
      updated: at,
    };
    tx.put("comments", row.id, row);
    return [row, putIssue(forge, tx, issue)] as const;
  });
  await announceComment(forge, now, comment, by, "created");
  return comment;
}

export async function editComment(
  forge: Forge,
  issue: IssueRow,
  comment: CommentRow,
  by: UserRow,
  body: string,
): Promise<CommentRow> {
  const old = forge.store.get("comments", comment.id) ?? comment;
  if (body === old.body) return old;
  const now: CommentRow = { ...old, body, updated: Math.max(old.updated, forge.store.now()) };
  forge.store.write((tx) => tx.put("comments", now.id, now));
  await announceComment(forge, issue, now, by, "edited", old.body);
  return now;
}

export async function deleteComment(
  forge: Forge,
  issue: IssueRow,
  comment: CommentRow,
  by: UserRow,
): Promise<void> {
  forge.store.write((tx) => tx.drop("comments", comment.id));
  await announceComment(forge, issue, comment, by, "deleted");
}

/** Both issues get a new time, which is how a poll hears of an edge: no webhook tells of it. */
export function addDependency(forge: Forge, issue: IssueRow, blocker: IssueRow): IssueRow {
  const has = (a: number, b: number) => forge.store.get("dependencies", `${a}/${b}`) !== undefined;
  if (has(issue.id, blocker.id)) {
    throw new Problem(
      500,
      `issue dependency does already exist [issue id: ${issue.id}, dependency id: ${blocker.id}]`,
    );
  }
  if (has(blocker.id, issue.id)) {
    throw new Problem(
      500,
      `circular dependencies exists (two issues blocking each other) [issue id: ${issue.id}, dependency id: ${blocker.id}]`,
    );
  }
  return forge.store.write((tx) => {
    tx.put("dependencies", `${issue.id}/${blocker.id}`, { issue: issue.id, blocker: blocker.id });
    if (blocker.id !== issue.id) putIssue(forge, tx, blocker);
    return putIssue(forge, tx, issue);
  });
}

export function dropDependency(forge: Forge, issue: IssueRow, blocker: IssueRow): IssueRow {
  const key = `${issue.id}/${blocker.id}`;
  if (forge.store.get("dependencies", key) === undefined) {
    throw new Problem(
      500,
      `issue dependency does not exist [issue id: ${issue.id}, dependency id: ${blocker.id}]`,
    );
  }
  return forge.store.write((tx) => {
    tx.drop("dependencies", key);
    if (blocker.id !== issue.id) putIssue(forge, tx, blocker);
    return putIssue(forge, tx, issue);
  });
}
