/** "Closes #12" in a commit on the default branch, or in the text of a merged pull request, closes issue 12. */

import { accessOf, atLeast, type Forge } from "../forge.ts";
import type { CommitInfo } from "../git/diff.ts";
import { Problem } from "../problem.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { changeState } from "./issue.ts";

/** Gitea's default CLOSE_KEYWORDS. */
const CLOSING =
  /(?:^|[\s(])(?:close|closes|closed|fix|fixes|fixed|resolve|resolves|resolved):?\s+#(\d+)(?![\w-])/gi;

export const closedBy = (text: string): number[] =>
  [...text.matchAll(CLOSING)].map((match) => Number(match[1]));

export async function closeByKeyword(
  forge: Forge,
  repo: RepoRow,
  by: UserRow,
  list: readonly CommitInfo[],
): Promise<void> {
  for (const commit of list) await closeNamed(forge, repo, by, commit.message, commit.sha);
}

export async function closeNamed(
  forge: Forge,
  repo: RepoRow,
  by: UserRow,
  text: string,
  sha: string,
): Promise<void> {
  for (const number of closedBy(text)) {
    const issue = forge.store.get("issues", `${repo.id}/${number}`);
    if (issue === undefined || issue.state === "closed" || issue.pull !== null) continue;
    // The keyword gives nobody a right they lack.
    if (issue.user !== by.id && !atLeast(accessOf(forge, repo, by), "write")) continue;
    try {
      await changeState(forge, issue, by, "closed", sha);
    } catch (problem) {
      // An issue with open blockers stays open; the push itself stands.
      if (!(problem instanceof Problem)) throw problem;
    }
  }
}
