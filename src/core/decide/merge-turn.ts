/** Merges come one after the other: while one is under way at the target branch, what is approved waits for its turn. */
import { quiet } from "../comment/quiet.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";

/** Every gate is green at this head: it is merged when its turn comes, and at no other head. */
export function approve(draft: Draft, item: WorkItem): void {
  const { pull_request, judged } = item;
  if (pull_request === null || judged?.passed !== true) throw new Error(`${item.id} has nothing that passed`);
  draft.putItem({ ...item, phase: "approved" });
  letMerge(draft);
}

/** Gives the turn to the approved item that has waited longest, unless a merge is under way. */
export function letMerge(draft: Draft): void {
  const items = draft.items();
  if (items.some((item) => isMerging(draft, item))) return;
  const [next] = items
    .filter((item) => item.phase === "approved")
    .sort((a, b) => a.updated_at - b.updated_at || a.created_at - b.created_at);
  if (next !== undefined) merge(draft, next);
}

/** Whether its merge is written, or may be at any moment. What a person has not agreed to yet holds nobody up. */
const isMerging = (draft: Draft, item: WorkItem): boolean =>
  item.phase === "merging" && draft.openEffects(item.id).some((e) => e.action.kind === "merge");

function merge(draft: Draft, item: WorkItem): void {
  const { pull_request, judged } = item;
  if (pull_request === null || judged === undefined) throw new Error(`${item.id} has nothing that passed`);
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
