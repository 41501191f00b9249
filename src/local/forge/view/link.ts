/** Addresses and times as Gitea writes them. */
import { type Forge, repoPath } from "../forge.ts";
import type { IssueRow, RepoRow } from "../store/rows.ts";

export const NO_TIME = "0001-01-01T00:00:00Z";
export const time = (secs: number): string => new Date(secs * 1_000).toISOString().replace(".000Z", "Z");
export const timeOrNull = (secs: number | null): string | null => (secs === null ? null : time(secs));

export const repoLink = (forge: Forge, repo: RepoRow): string => `${forge.url}/${repoPath(forge, repo)}`;
export const apiLink = (forge: Forge, repo: RepoRow): string =>
  `${forge.url}/api/v1/repos/${repoPath(forge, repo)}`;
export const issueLink = (forge: Forge, repo: RepoRow, issue: IssueRow): string =>
  `${repoLink(forge, repo)}/${issue.pull === null ? "issues" : "pulls"}/${issue.number}`;
