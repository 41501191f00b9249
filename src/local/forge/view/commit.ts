/** Commits in Gitea's fields: the full form of the API and the short one of branches and pushes. */
import { type Forge, repository, userByLogin } from "../forge.ts";
import type { CommitInfo } from "../git/diff.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { apiLink, repoLink } from "./link.ts";
import { userView } from "./user.ts";

/** The account behind a commit's address, when this forge made it. */
const accountOf = (forge: Forge, email: string): UserRow | null =>
  (email.endsWith("@forge.localhost") ? userByLogin(forge, email.slice(0, -16)) : undefined) ?? null;

export function commitSummary(forge: Forge, repo: RepoRow, commit: CommitInfo) {
  const person = (who: CommitInfo["author"]) => ({
    name: who.name,
    email: who.email,
    username: accountOf(forge, who.email)?.login ?? "",
  });
  return {
    id: commit.sha,
    message: commit.message,
    url: `${repoLink(forge, repo)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    verification: null,
    timestamp: commit.committer.date,
    added: null as string[] | null,
    removed: null as string[] | null,
    modified: null as string[] | null,
  };
}

export async function commitView(forge: Forge, repo: RepoRow, commit: CommitInfo) {
  const api = `${apiLink(forge, repo)}/git/commits`;
  const account = (email: string) => {
    const user = accountOf(forge, email);
    return user === null ? null : userView(forge, user);
  };
  const parent = commit.parents[0];
  const diff =
    parent === undefined
      ? { files: [], additions: 0, deletions: 0 }
      : await repository(forge, repo).diff(parent, commit.sha);
  return {
    url: `${api}/${commit.sha}`,
    sha: commit.sha,
    created: commit.committer.date,
    html_url: `${repoLink(forge, repo)}/commit/${commit.sha}`,
    commit: {
      url: `${api}/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: {
        url: `${apiLink(forge, repo)}/git/trees/${commit.tree}`,
        sha: commit.tree,
        created: commit.committer.date,
      },
      verification: null,
    },
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({ url: `${api}/${sha}`, sha, created: "0001-01-01T00:00:00Z" })),
    files: diff.files.map((file) => ({
      filename: file.path,
      status: file.status === "deleted" ? "removed" : file.status === "added" ? "added" : "modified",
    })),
    stats: { total: diff.additions + diff.deletions, additions: diff.additions, deletions: diff.deletions },
  };
}
