/** The front of a repository, its commits, and what its webhooks were told. */
import { html } from "hono/html";
import { type Forge, repository, userById } from "../forge.ts";
import { commits, patch } from "../git/diff.ts";
import { gitOk } from "../git/run.ts";
import type { Delivery } from "../hooks/deliver.ts";
import type { RepoRow } from "../store/rows.ts";
import { badge, basePath, type Html, list, when } from "./layout.ts";
import { commitLine, diffView } from "./pull-page.ts";

export const frontPage = (forge: Forge): Html => {
  const rows = forge.store.filter("repos", (repo) => !repo.private);
  return html`<h2>Repositories</h2>${list(
    rows.map(
      (repo) =>
        html`<li><a href="${basePath(forge, repo)}">${userById(forge, repo.owner).login}/${repo.name}</a> <div class="meta">${repo.description}</div></li>`,
    ),
    "None yet.",
  )}`;
};

export async function repoPage(forge: Forge, repo: RepoRow): Promise<Html[]> {
  const base = basePath(forge, repo);
  const git = repository(forge, repo);
  const tip = git.branch(repo.default_branch);
  const files =
    tip === null
      ? []
      : (await gitOk(git.dir, ["ls-tree", "-r", "--name-only", "-z", tip]))
          .split("\0")
          .filter((name) => name !== "");
  const readme = files.find((name) => /^readme(\.md|\.txt)?$/i.test(name));
  const text =
    readme === undefined || tip === null
      ? ""
      : await gitOk(git.dir, ["show", `${tip}:${readme}`], { max: 200_000 });
  const open = forge.store.filter("issues", (issue) => issue.repo === repo.id && issue.state === "open");
  const pulls = open.filter((issue) => issue.pull !== null).length;
  return [
    html`${repo.description === "" ? "" : html`<p>${repo.description}</p>`}
<p><a href="${base}/issues">Open issues: ${open.length - pulls}</a>, <a href="${base}/pulls">open pull requests: ${pulls}</a>,
<a href="${base}/issues#new">file an issue</a></p>
<pre>git clone ${forge.url}${base}.git</pre>`,
    html`<h3>Branches</h3>${list(
      git
        .branches()
        .map(
          ([name, sha]) =>
            html`<li><code>${name}</code> <a href="${base}/commit/${sha}"><code>${sha.slice(0, 10)}</code></a></li>`,
        ),
      "None: nothing was pushed yet.",
    )}`,
    html`<h3>Files on ${repo.default_branch} (${files.length})</h3>${list(
      files.slice(0, 300).map((name) => html`<li><code>${name}</code></li>`),
      "None.",
    )}`,
    text === "" ? html`` : html`<h3>${readme}</h3><pre>${text}</pre>`,
  ];
}

export async function commitsPage(forge: Forge, repo: RepoRow): Promise<Html> {
  const git = repository(forge, repo);
  const tip = git.branch(repo.default_branch);
  const rows = tip === null ? [] : await commits(git.dir, tip, 100);
  return html`<h2>Commits on ${repo.default_branch}</h2>${list(
    rows.map((commit) => commitLine(basePath(forge, repo), commit)),
    "None yet.",
  )}`;
}

export async function commitPage(forge: Forge, repo: RepoRow, sha: string): Promise<Html[] | null> {
  const git = repository(forge, repo);
  const full = await git.resolve(sha);
  const [commit] = full === null ? [] : await commits(git.dir, full, 1);
  if (commit === undefined) return null;
  const parent = commit.parents[0];
  const [subject, ...rest] = commit.message.trimEnd().split("\n");
  return [
    html`<h2>${subject}</h2><p class="meta"><code>${commit.sha}</code> by ${commit.author.name}, ${commit.author.date}</p>`,
    rest.join("").trim() === "" ? html`` : html`<pre>${rest.join("\n").trim()}</pre>`,
    parent === undefined
      ? html`<p class="empty">The first commit.</p>`
      : diffView(await patch(git.dir, parent, commit.sha)),
  ];
}

export function hooksPage(forge: Forge, repo: RepoRow, history: readonly Delivery[]): Html {
  const hooks = forge.store.filter("hooks", (hook) => hook.repo === repo.id);
  const sent = history.filter((one) => one.repo === repo.id).toReversed();
  return html`<h2>Webhooks</h2>
${list(
  hooks.map(
    (hook) =>
      html`<li>${badge(hook.active ? "open" : "other")} <code>${hook.url}</code><div class="meta">${hook.events.join(", ")}</div></li>`,
  ),
  "None.",
)}
<h3>Last deliveries</h3>
${list(
  sent.map(
    (
      one,
    ) => html`<li>${badge(one.ms === null ? "pending" : one.problem === null ? "success" : "failure")} <strong>${one.event}</strong> ${one.action}
<span class="meta">${one.status ?? ""} ${one.ms === null ? "under way" : `${one.ms} ms`}, ${when(forge, Math.floor(one.at / 1_000))}</span>
<div class="meta"><code>${one.id}</code>${one.problem === null ? "" : html` — ${one.problem}. It is not sent again: a poll has to find what it said.`}</div></li>`,
  ),
  "None since the start.",
)}`;
}
