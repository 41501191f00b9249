/** The jobs that may go out now as far as their time goes, and which of them goes first. */
import type { JobKind } from "../../contract/job.ts";
import type { Job } from "../work/job.ts";
import { mayRunGroup } from "./compound-groups.ts";
import type { Draft } from "./draft.ts";

/**
 * Somebody idle waits for a plan, and it is short; then what is nearest to a merged change goes first. What is merged already
 * can wait. Among equals the higher rank, then the longer wait.
 */
const ORDER: Readonly<Record<JobKind, number>> = {
  plan: 0,
  verify: 1,
  check: 2,
  review: 3,
  revert: 4,
  change: 5,
  compound: 6,
};

export function dueJobs(draft: Draft): Job[] {
  const groups = mayRunGroup(draft);
  const rank = (job: Job) => draft.item(job.item)?.rank ?? 1;
  return draft
    .liveJobs()
    .filter((j) => j.state === "queued" && j.not_before <= draft.now && (j.kind !== "compound" || groups))
    .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || rank(b) - rank(a) || a.queued_at - b.queued_at);
}
