/** The lists of issues and pull requests, and the page of one issue. */
import { html } from "hono/html";
import { type Forge, userById } from "../forge.ts";
import type { IssueRow, RepoRow } from "../store/rows.ts";
import { commentsOf } from "../view/issue.ts";
import { badge, basePath, card, type Html, issueLine, labels, list, stateOf, when } from "./layout.ts";

/** `pen`: whether this browser may write as the owner. */
export function listPage(forge: Forge, repo: RepoRow, pulls: boolean, pen: boolean): Html[] {
  const all = forge.store
    .filter("issues", (issue) => issue.repo === repo.id && (issue.pull !== null) === pulls)
    .sort((a, b) => b.number - a.number);
  const base = basePath(forge, repo);
  const part = (state: "open" | "closed") => all.filter((issue) => issue.state === state);
  const section = (state: "open" | "closed", name: string): Html => {
    const rows = part(state);
    return html`<h3>${name} (${rows.length})</h3>${list(
      rows.slice(0, 200).map((issue) => issueLine(forge, base, issue)),
      "None.",
    )}`;
  };
  const made = [section("open", "Open"), section("closed", "Closed")];
  return pulls ? made : [...made, issueForm(forge, repo, pen)];
}

const signature = (forge: Forge, repo: RepoRow): string => userById(forge, repo.owner).login;

const issueForm = (forge: Forge, repo: RepoRow, pen: boolean): Html => html`<h3 id="new">File an issue</h3>
${pen ? issueFields(forge, repo) : noPen(forge, repo)}`;

/** Said in place of a form whose text would be refused after it was written. */
const noPen = (forge: Forge, repo: RepoRow): Html => html`<p class="empty">This browser reads.
To write here as ${signature(forge, repo)}, open once in it the address called <code>file</code> that <code>npm start</code> printed.</p>`;

const issueFields = (
  forge: Forge,
  repo: RepoRow,
): Html => html`<div class="card"><form method="post" action="${basePath(forge, repo)}/issues">
<label>Title <input name="title" required maxlength="255"></label>
<label>Text <textarea name="body" placeholder="What happens, what should happen, and how to see it."></textarea></label>
<button>File as ${signature(forge, repo)}</button>
<span class="meta">No password is asked: this page answers on this machine only.</span>
</form></div>`;

export const commentForm = (forge: Forge, repo: RepoRow, issue: IssueRow, pen: boolean): Html =>
  pen ? commentFields(forge, repo, issue) : noPen(forge, repo);

const commentFields = (forge: Forge, repo: RepoRow, issue: IssueRow): Html => html`<div class="card">
<form method="post" action="${basePath(forge, repo)}/issues/${issue.number}/comments">
<label>Comment <textarea name="body" required placeholder="@adf:developer please look at this"></textarea></label>
<button>Comment as ${signature(forge, repo)}</button>
<span class="meta">No password is asked: this page answers on this machine only.</span>
</form></div>`;

export const heading = (
  forge: Forge,
  issue: IssueRow,
): Html => html`<h2>${issue.title} <span class="number">#${issue.number}</span></h2>
<p class="meta">${badge(stateOf(issue))} opened by ${userById(forge, issue.user).login} ${when(forge, issue.created)}${labels(forge, issue)}</p>`;

export const commentCards = (forge: Forge, repo: RepoRow, issue: IssueRow): { at: number; html: Html }[] =>
  commentsOf(forge, issue).map((comment) => ({
    at: comment.created,
    html: html`<div id="issuecomment-${comment.id}">${card(
      html`<strong>${userById(forge, comment.user).login}</strong> ${when(forge, comment.created)}${comment.updated > comment.created ? ", edited" : ""}`,
      comment.body,
      basePath(forge, repo),
    )}</div>`,
  }));

export const opening = (forge: Forge, repo: RepoRow, issue: IssueRow): Html =>
  card(
    html`<strong>${userById(forge, issue.user).login}</strong> ${when(forge, issue.created)}`,
    issue.body,
    basePath(forge, repo),
  );

export function issuePage(forge: Forge, repo: RepoRow, issue: IssueRow, pen: boolean): Html[] {
  const base = basePath(forge, repo);
  const edges = (blocked: boolean): Html => {
    const ids = new Set(
      forge.store
        .filter("dependencies", (edge) => (blocked ? edge.issue : edge.blocker) === issue.id)
        .map((edge) => (blocked ? edge.blocker : edge.issue)),
    );
    const rows = forge.store.filter("issues", (other) => ids.has(other.id) && other.repo === repo.id);
    if (rows.length === 0) return html``;
    return html`<h3>${blocked ? "Blocked by" : "Blocks"}</h3>${list(
      rows.map((other) => issueLine(forge, base, other)),
      "",
    )}`;
  };
  return [
    heading(forge, issue),
    opening(forge, repo, issue),
    edges(true),
    edges(false),
    html`<h3>Comments</h3>`,
    ...commentCards(forge, repo, issue).map((one) => one.html),
    commentForm(forge, repo, issue, pen),
  ];
}
