/**
 * The one object every room of the embedded forge is given: memory, repositories, and the way to tell the world.
 * Lookups that more than one room needs stand here; rules stand in the rooms.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Repository } from "./git/repository.ts";
import type { Outbound } from "./hooks/event.ts";
import { notFound } from "./problem.ts";
import type { Access, IssueRow, LabelRow, RepoRow, UserRow } from "./store/rows.ts";
import type { Store } from "./store/store.ts";

/** A push that has come in. */
export interface Push {
  /** `owner/name`. */
  readonly repo: string;
  /** The branches that it moved, made or deleted. */
  readonly branches: readonly string[];
}

export interface Forge {
  readonly dir: string;
  readonly store: Store;
  /** Known once the listener has its port. */
  url: string;
  readonly repositories: Map<number, Repository>;
  /**
   * Gitea looks for conflicts in its own time after a head has moved, and refuses merges meanwhile. How long that
   * takes here, and until when each pull request is being looked at.
   */
  readonly conflictCheck: { ms: number; readonly until: Map<string, number> };
  /** Somebody of this process who acts between a push and its answer; null where nobody does. */
  meanwhile: ((push: Push) => Promise<void>) | null;
  /** Queues the deliveries of an event; returns at once. */
  emit(event: Outbound): void;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

const RANK: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2, admin: 3, owner: 4 };
export const atLeast = (have: Access, need: Access): boolean => RANK[have] >= RANK[need];

/** A site administrator has the rights of an owner everywhere, as in Gitea. */
export function accessOf(forge: Forge, repo: RepoRow, user: UserRow | null): Access {
  const floor: Access = repo.private ? "none" : "read";
  if (user === null) return floor;
  if (repo.owner === user.id) return "owner";
  if (user.is_admin) return "owner";
  const given = forge.store.get("collaborators", `${repo.id}/${user.id}`)?.access;
  return given ?? floor;
}

/** Who wrote what a deleted account left. */
const GHOST: UserRow = { id: -1, login: "Ghost", full_name: "", is_admin: false, created: 0 };

export const userById = (forge: Forge, id: number): UserRow => {
  const user = forge.store.get("users", id);
  return user ?? GHOST;
};

export const userByLogin = (forge: Forge, login: string): UserRow | undefined =>
  forge.store.find("users", (user) => user.login.toLowerCase() === login.toLowerCase());

export const repoById = (forge: Forge, id: number): RepoRow => {
  const repo = forge.store.get("repos", id);
  if (repo === undefined) throw new Error(`The forge has no repository ${id}, though a row names it.`);
  return repo;
};

export function repoByPath(forge: Forge, owner: string, name: string): RepoRow | undefined {
  const user = userByLogin(forge, owner);
  if (user === undefined) return undefined;
  return forge.store.find(
    "repos",
    (repo) => repo.owner === user.id && repo.name.toLowerCase() === name.toLowerCase(),
  );
}

export const repoPath = (forge: Forge, repo: RepoRow): string =>
  `${userById(forge, repo.owner).login}/${repo.name}`;

export function repository(forge: Forge, repo: RepoRow): Repository {
  let found = forge.repositories.get(repo.id);
  if (found === undefined) {
    found = new Repository(join(forge.dir, "repositories", `${repo.id}.git`));
    forge.repositories.set(repo.id, found);
  }
  return found;
}

export function issueByNumber(forge: Forge, repo: RepoRow, number: number): IssueRow {
  const issue = forge.store.get("issues", `${repo.id}/${number}`);
  if (issue === undefined)
    throw notFound(`issue does not exist [id: 0, repo_id: ${repo.id}, index: ${number}]`);
  return issue;
}

export function beginConflictCheck(forge: Forge, issue: Pick<IssueRow, "repo" | "number">): void {
  const { ms, until } = forge.conflictCheck;
  if (ms > 0) until.set(issueKey(issue), performance.now() + ms);
}

export const underConflictCheck = (forge: Forge, issue: IssueRow): boolean =>
  (forge.conflictCheck.until.get(issueKey(issue)) ?? 0) > performance.now();

/** Comments, reviews and edges name an issue by its id, which is unique over the forge. */
export function issueById(forge: Forge, id: number): IssueRow {
  const issue = forge.store.find("issues", (row) => row.id === id);
  if (issue === undefined) throw new Error(`The forge has no issue with id ${id}, though a row names it.`);
  return issue;
}

export const issueKey = (issue: Pick<IssueRow, "repo" | "number">): string => `${issue.repo}/${issue.number}`;

export const labelsOf = (forge: Forge, issue: IssueRow): LabelRow[] =>
  issue.labels
    .flatMap((id) => forge.store.get("labels", id) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
