/** The frame of every page, and the small parts that several pages share. */
import { html } from "hono/html";
import { type Forge, labelsOf, userById } from "../forge.ts";
import type { IssueRow, RepoRow } from "../store/rows.ts";
import { prose } from "./prose.ts";

export type Html = ReturnType<typeof html>;

export interface Frame {
  readonly title: string;
  /** Null on the page that lists the repositories. */
  readonly path: string | null;
  readonly tab?: "code" | "issues" | "pulls" | "commits" | "hooks";
  readonly body: Html | Html[];
}

const TABS = [
  ["code", "", "Repository"],
  ["issues", "/issues", "Issues"],
  ["pulls", "/pulls", "Pull requests"],
  ["commits", "/commits", "Commits"],
  ["hooks", "/hooks", "Webhooks"],
] as const;

export const page = (frame: Frame): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${frame.title}</title>
<link rel="stylesheet" href="/-/style.css">
</head>
<body>
<div class="banner">Embedded forge — not Gitea. Part of <code>npm start</code>, on this machine only.</div>
<header>
<h1><a href="/">Forge</a>${frame.path === null ? "" : html` / <a href="/${frame.path}">${frame.path}</a>`}</h1>
${frame.path === null ? "" : html`<nav aria-label="Repository">${TABS.map(([id, tail, name]) => html`<a href="/${frame.path}${tail}"${id === frame.tab ? html` aria-current="page"` : ""}>${name}</a>`)}</nav>`}
</header>
<main>${frame.body}</main>
<footer>Pages are read-only but for one form, which signs as the owner without a password: only this machine can reach it.</footer>
</body>
</html>`;

export const ago = (secs: number, now: number): string => {
  const age = Math.max(0, now - secs);
  if (age < 60) return `${age} s ago`;
  if (age < 3_600) return `${Math.floor(age / 60)} min ago`;
  if (age < 86_400) return `${Math.floor(age / 3_600)} h ago`;
  return new Date(secs * 1_000).toISOString().slice(0, 10);
};

export const when = (forge: Forge, secs: number): Html =>
  html`<time datetime="${new Date(secs * 1_000).toISOString()}">${ago(secs, forge.store.now())}</time>`;

export const stateOf = (issue: IssueRow): "open" | "closed" | "merged" =>
  issue.pull?.merged ? "merged" : issue.state;

export const badge = (state: string): Html =>
  html`<span class="badge ${/^\w+$/.test(state) ? state : "other"}">${state.replace("_", " ").toLowerCase()}</span>`;

/** Black or white, whichever reads better on the colour. */
const inkOn = (color: string): string => {
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return part(0) * 0.299 + part(2) * 0.587 + part(4) * 0.114 > 150 ? "000000" : "ffffff";
};

/** The colours come as a class of the style sheet: pages carry no inline styles. */
const labelClass = (color: string): string => `label c-${color}`;
export const labelRule = (color: string): string =>
  `.c-${color} { background: #${color}; color: #${inkOn(color)}; }`;

export const labels = (forge: Forge, issue: IssueRow): Html[] =>
  labelsOf(forge, issue).map(
    (label) =>
      html` <span class="${labelClass(label.color)}" title="${label.description}">${label.name}</span>`,
  );

export const issueLine = (
  forge: Forge,
  base: string,
  issue: IssueRow,
): Html => html`<li>${badge(stateOf(issue))}
<a href="${base}/${issue.pull === null ? "issues" : "pulls"}/${issue.number}">${issue.title}</a>
<span class="number">#${issue.number}</span>${labels(forge, issue)}
<div class="meta">by ${userById(forge, issue.user).login}, ${when(forge, issue.created)}</div></li>`;

export const list = (rows: Html[], nothing: string): Html =>
  rows.length === 0 ? html`<p class="empty">${nothing}</p>` : html`<ul class="rows">${rows}</ul>`;

export const card = (head: Html, text: string, base: string): Html =>
  html`<article class="card"><div class="head">${head}</div><div class="text">${prose(text, base)}</div></article>`;

export const basePath = (forge: Forge, repo: RepoRow): string =>
  `/${userById(forge, repo.owner).login}/${repo.name}`;
