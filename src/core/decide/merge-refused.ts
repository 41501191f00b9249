/** The forge did not merge what every gate had passed: what follows from each of its reasons. */
import { mergeRefused } from "../comment/merge-refused.ts";
import type { EffectAction, Refusal } from "../effect/effect.ts";
import { CONFLICT } from "../review/conflict.ts";
import { inRound, MERGE_GATE, withMergeGate } from "../review/gate.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { showAgain } from "./gates.ts";
import { approve } from "./merge-turn.ts";
import { park, queueJob, readHead, sendBackFor } from "./phases.ts";

type Merge = Extract<EffectAction, { kind: "merge" }>;

export function onMergeRefused(
  draft: Draft,
  item: WorkItem,
  action: Merge,
  reason: Refusal,
  error: string,
): void {
  switch (reason) {
    case "conflict":
      return askWhere(draft, item, action, error);
    case "head_moved":
      // Somebody pushed after the verdict: it no longer counts. Read the head again and judge that.
      return readHead(draft, item);
    case "gates_red":
    case "checks_red":
      // Once in a round: what is red after that, somebody else has set.
      if (reason === "gates_red" && item.round !== undefined && item.round.shown_again !== true)
        return approve(draft, showAgain(draft, item, item.round));
      return sendBackFor(draft, item, `\`${action.base}\` asks for a check that is red: ${error}`);
    case "gone":
      return park(draft, item, mergeRefused(reason, action, error));
    default:
      // The verdict still stands, and only the merge is missing.
      return park(draft, { ...item, waits_for: "merge" }, mergeRefused(reason, action, error));
  }
}

/** How often a runner looks for a conflict that only the forge finds, at one head. */
const LOOKS = 2;

/**
 * The forge says that it does not merge, and not where. A runner makes the same merge: it finds the places, which go to the
 * developer, or none, and then the forge is asked again.
 */
function askWhere(draft: Draft, item: WorkItem, action: Merge, error: string): void {
  const known = inRound(item.round, MERGE_GATE);
  if (item.round === undefined || known?.kind === "agent")
    return sendBackFor(draft, item, `${CONFLICT} with ${action.base}: ${error}`);
  if ((known?.attempts ?? 0) >= Math.min(LOOKS, draft.context.config.limits.attempts))
    return park(draft, { ...item, waits_for: "merge" }, mergeRefused("conflict", action, error));
  const put = draft.putItem({ ...item, phase: "review", round: withMergeGate(item.round) });
  queueJob(draft, put, "check", MERGE_GATE);
}
