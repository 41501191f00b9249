/**
 * A person merged a pull request of the factory on the forge: in answer to its question, or before its gates had ended. That is
 * their decision. What was under way for it ends, and from there it goes on as after a merge of our own.
 */
import type { Phase, WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { cancelJob, withdraw } from "./phases.ts";
import { afterMerge } from "./prove.ts";

/** While the forge has been asked to write the pull request or the merge, its answer comes first. */
const ASKED: ReadonlySet<Phase> = new Set(["delivering", "merging", "proving", "reporting"]);

/** Looks at what the mirror shows, so that it does not matter in which phase the news came. */
export function takeMergedByHand(draft: Draft): void {
  // Work from before is frozen there, and nobody would see what follows.
  if (draft.context.project.mode === "observe") return;
  for (const item of draft.items()) {
    const merged_sha = mergedAt(draft, item);
    if (merged_sha !== null) take(draft, item, merged_sha);
  }
}

function mergedAt(draft: Draft, item: WorkItem): string | null {
  if (item.subject === "pull" || item.pull_request === null || item.merged_sha !== null) return null;
  if (ASKED.has(item.phase)) return null;
  const there = draft.pull(item.pull_request);
  return there?.merged === true && there.base_branch === draft.context.project.branch
    ? there.merged_sha
    : null;
}

function take(draft: Draft, { waits_for: _, parked_from: __, ...item }: WorkItem, merged_sha: string): void {
  const why = `A person merged pull request #${item.pull_request}.`;
  for (const job of draft.liveJobsOf(item.id)) cancelJob(draft, job, why);
  withdraw(draft, item, why, (e) => e.action.kind === "open_pull" || e.action.kind === "merge");
  draft.log("merge.by_hand", { issue: item.issue, pull_request: item.pull_request ?? 0, merged_sha });
  afterMerge(draft, draft.putItem({ ...item, phase: "merging", park_reason: null }), merged_sha);
}
