/** What the scripted forge remembers, and how Gitea writes it. */
import { ACCOUNTS } from "./scripted-forge.ts";

export interface ForgeIssue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  readonly author: string;
  labels: string[];
  created_at: number;
  updated_at: number;
  /** Each label that came, and when. */
  labelled?: readonly { readonly name: string; readonly at: number }[];
  /** Numbers of the issues that block it. */
  blockers: number[];
}

export interface ForgeComment {
  readonly id: number;
  readonly number: number;
  body: string;
  readonly author: string;
  readonly created_at: number;
  updated_at: number;
}

export interface ForgePull {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  state: "open" | "closed";
  readonly author: string;
  readonly branch: string;
  head_sha: string;
  merged_sha: string | null;
  updated_at: number;
}

export interface ForgeReview {
  readonly id: number;
  readonly number: number;
  readonly state: string;
  readonly sha: string;
  readonly author: string;
  readonly body: string;
}

export const REPOSITORY = { id: 1, full_name: "owner/sample", default_branch: "main" };

const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const user = (login: string) => ({ id: ACCOUNTS[login] ?? 500, login });

export const issueJson = (i: ForgeIssue, is_pull = false) => ({
  id: i.id,
  number: i.number,
  title: i.title,
  body: i.body,
  state: i.state,
  user: user(i.author),
  labels: i.labels.map((name, id) => ({ id, name })),
  created_at: time(i.created_at),
  updated_at: time(i.updated_at),
  pull_request: is_pull ? {} : null,
  repository: REPOSITORY,
});

export const issueOfPull = (p: ForgePull): ForgeIssue => ({
  id: p.id + 100_000,
  number: p.number,
  title: p.title,
  body: p.body,
  state: p.state,
  author: p.author,
  labels: [],
  created_at: p.updated_at,
  updated_at: p.updated_at,
  blockers: [],
});

export const commentJson = (c: ForgeComment, on_pull = false) => ({
  id: c.id,
  body: c.body,
  user: user(c.author),
  created_at: time(c.created_at),
  updated_at: time(c.updated_at),
  issue_url: on_pull ? "" : `http://forge.test/owner/sample/issues/${c.number}`,
  pull_request_url: on_pull ? `http://forge.test/owner/sample/pulls/${c.number}` : "",
});

export const pullJson = (p: ForgePull, standing = { mergeable: true, draft: false }) => ({
  ...standing,
  id: p.id,
  number: p.number,
  title: p.title,
  body: p.body,
  state: p.state,
  user: user(p.author),
  merged: p.merged_sha !== null,
  merge_commit_sha: p.merged_sha,
  head: { label: p.branch, sha: p.head_sha },
  base: { ref: "main" },
  updated_at: time(p.updated_at),
});

export const reviewJson = (r: ForgeReview) => ({
  id: r.id,
  state: r.state,
  commit_id: r.sha,
  user: user(r.author),
  body: r.body,
});
