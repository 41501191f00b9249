/**
 * Merges that are left to the forge: asked for while checks of the target branch are missing, done when they are green. As in Gitea
 * a schedule knows no head, outlives pushes, and goes by whatever head is green.
 */
import { type Forge, repoById, repository, userById } from "../forge.ts";
import { notFound, Problem } from "../problem.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { isPull, type PullRow } from "../view/pull.ts";
import { current, putPull } from "./issue.ts";
import { checkMergeable, type MergeAsk, mergePull } from "./merge.ts";
import { notReady } from "./protection.ts";

export async function scheduleMerge(forge: Forge, issue: PullRow, by: UserRow, how: MergeAsk): Promise<void> {
  const repo = repoById(forge, issue.repo);
  await checkMergeable(forge, repo, repository(forge, repo), issue, by, "checks");
  if ((issue.pull.scheduled ?? null) !== null)
    throw new Problem(409, "pull request is already scheduled to auto merge when checks succeed");
  const { style, title, message, deleteBranch } = how;
  const scheduled = { by: by.id, style, title, message, deleteBranch };
  forge.store.write((tx) => putPull(forge, tx, issue, { scheduled }));
  await mergeScheduled(forge, repo, issue.pull.head_sha);
}

export function cancelScheduled(forge: Forge, issue: PullRow): void {
  if ((issue.pull.scheduled ?? null) === null) throw notFound();
  forge.store.write((tx) => putPull(forge, tx, issue, { scheduled: null }));
}

/** A status or a review came to this commit: what is scheduled at it may be ready now. */
export async function mergeScheduled(forge: Forge, repo: RepoRow, sha: string): Promise<void> {
  const open = forge.store.filter("issues", (row) => row.repo === repo.id && row.state === "open");
  for (const issue of open.filter(isPull)) {
    const scheduled = issue.pull.scheduled ?? null;
    if (scheduled === null || issue.pull.head_sha !== sha) continue;
    const now = current(forge, issue);
    if (!isPull(now) || notReady(forge, repo, now) !== null) continue;
    const { by, ...how } = scheduled;
    try {
      await mergePull(forge, now, userById(forge, by), { ...how, force: false });
    } catch (error) {
      // What keeps it back now may be gone at the next status: it stays scheduled.
      if (!(error instanceof Problem)) throw error;
    }
  }
}
