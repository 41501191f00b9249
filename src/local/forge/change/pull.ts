/** Opening a pull request: which branches, which refusals, and the reference git keeps for it. */
import { beginConflictCheck, type Forge, issueKey, repository } from "../forge.ts";
import type { Repository } from "../git/repository.ts";
import { invalid, notFound, Problem } from "../problem.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import type { PullRow } from "../view/pull.ts";
import { announceIssue } from "./announce.ts";
import { issueRow, type NewIssue } from "./issue.ts";
import { openPulls } from "./push.ts";

export interface NewPull extends NewIssue {
  readonly head: string;
  readonly base: string;
}

export async function openPull(forge: Forge, repo: RepoRow, by: UserRow, asked: NewPull): Promise<PullRow> {
  if (asked.head === asked.base) {
    throw invalid("Invalid PullRequest: There are no changes between the head and the base");
  }
  const git = repository(forge, repo);
  // Under the lock: a push in between would move a head that no row stands for yet.
  const issue = await git.exclusively(() => storePull(forge, repo, git, by, asked));
  await announceIssue(forge, issue, by, "opened");
  return issue;
}

async function storePull(
  forge: Forge,
  repo: RepoRow,
  git: Repository,
  by: UserRow,
  asked: NewPull,
): Promise<PullRow> {
  const head = git.branch(asked.head);
  const base = git.branch(asked.base);
  if (head === null || base === null) {
    const [a, b] = await Promise.all([git.resolve(asked.head), git.resolve(asked.base)]);
    if (a !== null && b !== null) throw invalid("Invalid PullRequest: base and head must be branches");
    throw notFound();
  }
  const twin = openPulls(forge, repo).find(
    (other) => other.pull.head === asked.head && other.pull.base === asked.base,
  );
  if (twin !== undefined) {
    throw new Problem(
      409,
      `pull request already exists for these targets [id: ${twin.pull.id}, issue_id: ${twin.number}, head_repo_id: ${repo.id}, base_repo_id: ${repo.id}, head_branch: ${asked.head}, base_branch: ${asked.base}]`,
    );
  }
  const mergeBase = (await git.mergeBase(base, head)) ?? "";
  const issue = forge.store.write((tx) => {
    const row: PullRow = {
      ...issueRow(forge, tx, repo, by, asked),
      pull: {
        id: tx.next("pulls"),
        head: asked.head,
        base: asked.base,
        head_sha: head,
        merge_base: mergeBase,
        base_sha: base,
        merged: false,
        merged_at: null,
        merge_sha: null,
        merged_by: null,
        merging: null,
      },
    };
    tx.put("issues", issueKey(row), row);
    return row;
  });
  beginConflictCheck(forge, issue);
  await git.setRef(`refs/pull/${issue.number}/head`, head);
  return issue;
}
