/** Merges come one after the other: while one is under way at the target branch, what is approved waits for its turn. */
import { quiet } from "../comment/quiet.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";

/** Every gate is green at this head: it is merged when its turn comes, and at no other head. */
export function approve(draft: Draft, item: WorkItem): void {
  passedOf(item);
  draft.putItem({ ...item, phase: "approved" });
  letMerge(draft);
}

function passedOf({ id, pull_request, judged }: WorkItem) {
  if (pull_request === null || judged?.passed !== true) throw new Error(`${id} has nothing that passed`);
  return { pull_request, judged };
}

/** Gives the turn to the approved item that has waited longest, unless a merge is under way. What undoes one goes first. */
export function letMerge(draft: Draft): void {
  const items = draft.items();
  const reverting = items.some((item) => item.subject === "revert" && item.phase !== "parked");
  const approved = items.filter((i) => i.phase === "approved" && (!reverting || i.subject === "revert"));
  if (approved.length === 0 || isMerging(draft)) return;
  const [next] = approved.sort((a, b) => a.updated_at - b.updated_at || a.created_at - b.created_at);
  if (next !== undefined) merge(draft, next);
}

/**
 * Whether a merge waits to be written or may be at any moment, whatever became of its work meanwhile; or one is being proved, and
 * nobody knows yet whether the branch is whole.
 */
const isMerging = (draft: Draft): boolean =>
  draft.openEffects().some((e) => e.action.kind === "merge") ||
  draft.items().some((i) => i.phase === "proving");

function merge(draft: Draft, item: WorkItem): void {
  const { pull_request, judged } = passedOf(item);
  draft.putItem({ ...item, phase: "merging" });
  draft.effect(item.id, {
    kind: "merge",
    account: "coordinator",
    pull_request,
    sha: judged.sha,
    base: draft.context.project.branch,
    title: `Merge pull request #${pull_request}: ${quiet(item.title, 150)}`,
    message: `For #${item.issue}. Reviewed by ${judged.by} at ${judged.sha}.`,
  });
}
