/**
 * What follows when branches moved, whoever moved them: events, the heads of open pull requests, stale reviews,
 * and issues closed by keyword. Called with the refs before and after, under the repository's lock.
 */

import { beginConflictCheck, type Forge, repository } from "../forge.ts";
import { type CommitInfo, commits } from "../git/diff.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { commitSummary } from "../view/commit.ts";
import { repoLink } from "../view/link.ts";
import { isPull, type PullRow } from "../view/pull.ts";
import { repoView } from "../view/repo.ts";
import { userView } from "../view/user.ts";
import { announceIssue, announceSync } from "./announce.ts";
import { putIssue, putPull } from "./issue.ts";
import { closeByKeyword } from "./keyword.ts";

const ZERO = "0".repeat(40);
/** Gitea's FEED_MAX_COMMIT_NUM. */
const SHOWN_COMMITS = 5;

type Refs = ReadonlyMap<string, string>;

export async function refsMoved(
  forge: Forge,
  repo: RepoRow,
  by: UserRow,
  before: Refs,
  after: Refs,
): Promise<void> {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((ref) =>
    /^refs\/(heads|tags)\//.test(ref),
  );
  const moved = names.filter((ref) => before.get(ref) !== after.get(ref));
  if (moved.length === 0) return;
  forge.store.write((tx) => tx.put("repos", repo.id, { ...repo, updated: forge.store.now() }));
  for (const ref of moved) {
    const from = before.get(ref) ?? ZERO;
    const to = after.get(ref) ?? ZERO;
    if (ref.startsWith("refs/heads/")) await followHead(forge, repo, by, ref.slice(11), to);
    const pushed = await announcePush(forge, repo, by, ref, from, to);
    if (ref === `refs/heads/${repo.default_branch}`) await closeByKeyword(forge, repo, by, pushed);
  }
}

async function followHead(
  forge: Forge,
  repo: RepoRow,
  by: UserRow,
  branch: string,
  to: string,
): Promise<void> {
  for (const issue of openPulls(forge, repo)) {
    if (issue.pull.head === branch && to === ZERO) {
      // Gitea closes the pull requests of a deleted branch.
      const at = forge.store.now();
      const closed = forge.store.write((tx) => putIssue(forge, tx, issue, { state: "closed", closed: at }));
      await announceIssue(forge, closed, by, "closed");
    } else if (issue.pull.head === branch && issue.pull.head_sha !== to) {
      await announceSync(forge, await moveHead(forge, repo, issue, to), by);
    }
  }
}

/** The pull request's own reference first: it is what a reader of the new sha will want to fetch. */
export async function moveHead(forge: Forge, repo: RepoRow, issue: PullRow, to: string): Promise<PullRow> {
  await repository(forge, repo).setRef(`refs/pull/${issue.number}/head`, to);
  beginConflictCheck(forge, issue);
  return forge.store.write((tx) => {
    for (const review of forge.store.filter("reviews", (old) => old.issue === issue.id && !old.stale)) {
      tx.put("reviews", review.id, { ...review, stale: true });
    }
    return putPull(forge, tx, issue, { head_sha: to });
  });
}

export const openPulls = (forge: Forge, repo: RepoRow): PullRow[] =>
  forge.store.filter("issues", (issue) => issue.repo === repo.id && issue.state === "open").filter(isPull);

async function announcePush(
  forge: Forge,
  repo: RepoRow,
  by: UserRow,
  ref: string,
  from: string,
  to: string,
): Promise<CommitInfo[]> {
  const common = {
    repository: repoView(forge, repo, "owner"),
    pusher: userView(forge, by),
    sender: userView(forge, by),
  };
  const [kind, branch] = ref.startsWith("refs/heads/") ? ["branch", ref.slice(11)] : ["tag", ref.slice(10)];
  const { repository: repositoryField, sender } = common;
  if (from === ZERO) {
    const payload = { sha: to, ref: branch, ref_type: kind, repository: repositoryField, sender };
    forge.emit({ repo: repo.id, event: "create", branch, payload });
  }
  if (to === ZERO) {
    const payload = { ref: branch, ref_type: kind, pusher_type: "user", repository: repositoryField, sender };
    forge.emit({ repo: repo.id, event: "delete", branch, payload });
    return [];
  }
  if (kind === "tag") return [];
  const git = repository(forge, repo);
  const main = git.branch(repo.default_branch);
  const start = from !== ZERO ? from : main !== null && main !== to ? await git.mergeBase(main, to) : null;
  const range = start === null ? to : `${start}..${to}`;
  const [list, total] = await Promise.all([commits(git.dir, range, 50), git.count(range)]);
  const shown = await Promise.all(
    list.slice(0, SHOWN_COMMITS).map((commit) => pushCommit(forge, repo, commit)),
  );
  const [head] = await commits(git.dir, to, 1);
  forge.emit({
    repo: repo.id,
    event: "push",
    branch,
    payload: {
      ref,
      before: from,
      after: to,
      compare_url: from === ZERO ? "" : `${repoLink(forge, repo)}/compare/${from}...${to}`,
      commits: shown,
      total_commits: total,
      head_commit: shown[0] ?? (head === undefined ? null : await pushCommit(forge, repo, head)),
      ...common,
    },
  });
  return list;
}

async function pushCommit(forge: Forge, repo: RepoRow, commit: CommitInfo) {
  const parent = commit.parents[0];
  const diff = parent === undefined ? { files: [] } : await repository(forge, repo).diff(parent, commit.sha);
  const files = (status: string) =>
    diff.files.filter((file) => file.status === status).map((file) => file.path);
  return {
    ...commitSummary(forge, repo, commit),
    added: files("added"),
    removed: files("deleted"),
    modified: files("changed"),
  };
}
