/** The page of one pull request: what is said, what is judged, and the change itself. */
import { html } from "hono/html";
import { latestStatuses } from "../change/protection.ts";
import { type Forge, repository, userById } from "../forge.ts";
import { commits, patch } from "../git/diff.ts";
import type { RepoRow } from "../store/rows.ts";
import { type PullRow, span } from "../view/pull.ts";
import { commentCards, commentForm, heading, opening } from "./issue-page.ts";
import { badge, basePath, card, type Html, list, when } from "./layout.ts";

const MAX_LINES = 3_000;

export async function pullPage(forge: Forge, repo: RepoRow, issue: PullRow, pen: boolean): Promise<Html[]> {
  const base = basePath(forge, repo);
  const git = repository(forge, repo);
  const [from, to] = await span(forge, issue);
  const [text, diff, made] = await Promise.all([
    patch(git.dir, from, to),
    git.diff(from, to),
    commits(git.dir, `${from}..${to}`, 50),
  ]);
  const statuses = latestStatuses(forge, repo, issue.pull.head_sha).map(
    (status) =>
      html`<li>${badge(status.state)} <strong>${status.context}</strong> ${status.description} <span class="meta">by ${userById(forge, status.user).login}, ${when(forge, status.created)}</span></li>`,
  );
  const reviews = forge.store
    .filter("reviews", (review) => review.issue === issue.id && review.state !== "PENDING")
    .map((review) => ({
      at: review.submitted,
      html: card(
        html`${badge(review.state)} <strong>${userById(forge, review.user).login}</strong> reviewed <code>${review.commit.slice(0, 10)}</code> ${when(forge, review.submitted)}${review.stale ? ", the head has moved since" : ""}${review.dismissed ? ", dismissed" : ""}`,
        [
          review.body,
          ...review.comments.map(
            (comment) =>
              `\`${comment.path}\`:${comment.new_position || comment.old_position}: ${comment.body}`,
          ),
        ].join("\n\n"),
        base,
      ),
    }));
  const said = [...commentCards(forge, repo, issue), ...reviews].sort((a, b) => a.at - b.at);
  const { pull } = issue;
  return [
    heading(forge, issue),
    html`<p class="meta"><code>${pull.head}</code> into <code>${pull.base}</code>, head <code>${pull.head_sha.slice(0, 10)}</code>${pull.merge_sha === null ? "" : html`, merged as <a href="${base}/commit/${pull.merge_sha}"><code>${pull.merge_sha.slice(0, 10)}</code></a> by ${userById(forge, pull.merged_by ?? issue.user).login}`}</p>`,
    opening(forge, repo, issue),
    html`<h3>Statuses of the head</h3>${list(statuses, "None yet.")}`,
    html`<h3>Reviews and comments</h3>`,
    ...said.map((one) => one.html),
    commentForm(forge, repo, issue, pen),
    html`<h3>Commits (${made.length})</h3>${list(
      made.map((commit) => commitLine(base, commit)),
      "None.",
    )}`,
    html`<h3>Changes: ${diff.files.length === 1 ? "1 file" : `${diff.files.length} files`}, +${diff.additions} −${diff.deletions}</h3>`,
    diffView(text),
  ];
}

export const commitLine = (
  base: string,
  commit: { sha: string; message: string; author: { name: string; date: string } },
): Html =>
  html`<li><a href="${base}/commit/${commit.sha}"><code>${commit.sha.slice(0, 10)}</code></a> ${commit.message.split("\n")[0]}
<div class="meta">${commit.author.name}, ${commit.author.date.replace("T", " ").slice(0, 16)}</div></li>`;

const lineClass = (line: string): string => {
  if (line.startsWith("diff --git")) return "file";
  if (line.startsWith("@@")) return "hunk";
  if (line.startsWith("+") && !line.startsWith("+++")) return "add";
  return line.startsWith("-") && !line.startsWith("---") ? "del" : "";
};

export function diffView(text: string): Html {
  if (text.trim() === "") return html`<p class="empty">No changes.</p>`;
  const lines = text.replace(/\n$/, "").split("\n");
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => html`<span class="${lineClass(line)}">${line}</span>`);
  const rest = lines.length - MAX_LINES;
  return html`<div class="card"><pre class="diff">${shown}</pre>${rest > 0 ? html`<p class="empty">${rest} more lines are not shown.</p>` : ""}</div>`;
}
