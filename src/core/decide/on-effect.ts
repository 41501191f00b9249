/** The forge answered one effect: confirm it, try it later, or give it up and say so. Then the item moves on. */

import type { Applied, Effect, EffectKind, Refusal } from "../effect/effect.ts";
import type { Phase, WorkItem } from "../work/work-item.ts";
import { onAlertTold } from "./alerts.ts";
import { onCompoundTold } from "./compound-filing.ts";
import { type Changes, Draft } from "./draft.ts";
import { askGates } from "./gates.ts";
import { onMergeRefused } from "./merge-refused.ts";
import { letMerge } from "./merge-turn.ts";
import { cancelClosed, park, sendBackFor } from "./phases.ts";
import { afterMerge } from "./prove.ts";
import type { Snapshot } from "./snapshot.ts";
import { onStandingMade, onStandingRefused } from "./standing-issue.ts";
import { firstOf } from "./undouble.ts";

/** `last` is true when no other effect of the work item is waiting. */
export function onEffect(snapshot: Snapshot, effect: Effect, applied: Applied, last: boolean): Changes {
  const draft = new Draft(snapshot, "under_way");
  if (effect.state === "done" || effect.state === "dead") return draft.changes();
  const item = effect.item === null ? undefined : draft.item(effect.item);
  const named = {
    effect: effect.id,
    kind: effect.action.kind,
    ...(item === undefined ? {} : { issue: item.issue }),
  };
  if (applied.status === "retry") {
    const attempts = effect.attempts + (applied.tried === false ? 0 : 1);
    draft.putEffect({
      ...effect,
      // The project was put into `approve` while a consumer had it: the person still decides.
      state: effect.state === "proposed" ? "proposed" : "pending",
      attempts,
      error: applied.error,
      not_before: draft.now + applied.after_ms,
      ...(applied.left_to_forge === true ? { left_to_forge: true as const } : {}),
    });
    // Once per change of condition: the first failure, not each one.
    if (effect.attempts === 0 && effect.error === null)
      draft.log("effect.retry", { ...named, reason: applied.error });
    return draft.changes();
  }
  if (applied.status === "refused") {
    draft.putEffect({ ...effect, state: "dead", attempts: effect.attempts + 1, error: applied.error });
    draft.log("effect.dead", { ...named, reason: applied.reason, error: applied.error });
    if (item !== undefined) onRefused(draft, item, effect, applied.reason, applied.error, last);
    if (item === undefined) {
      onStandingRefused(draft, effect);
      // A refusal settles a filing too, and the summary waits for all of them.
      onCompoundTold(draft, effect.id, undefined);
    }
    letMerge(draft);
    return draft.changes();
  }
  const result = firstOf(draft, effect, applied.result);
  draft.putEffect({ ...effect, state: "done", attempts: effect.attempts + 1, error: null, result });
  // What it opened begins its story with that.
  const { issue: opened } = result;
  draft.log("effect.done", {
    ...named,
    ...(item === undefined && opened !== undefined ? { issue: opened } : {}),
  });
  if (item !== undefined) onDone(draft, item, effect, result, last);
  else {
    onAlertTold(draft, effect.id, opened);
    onStandingMade(draft, effect.id, opened);
    onCompoundTold(draft, effect.id, opened);
  }
  letMerge(draft);
  return draft.changes();
}

/** The effects that an item waits for, and the phase in which it does. */
const AWAITED_IN: Partial<Record<EffectKind, Phase>> = {
  open_pull: "delivering",
  merge: "merging",
  close_issue: "merging",
};

function onDone(
  draft: Draft,
  item: WorkItem,
  effect: Effect,
  result: NonNullable<Effect["result"]>,
  last: boolean,
): void {
  const { action } = effect;
  if (action.kind === "open_pull" && item.phase === "delivering") return onDelivered(draft, item, result);
  if (action.kind === "merge" && item.phase === "merging")
    return afterMerge(draft, item, result.merged_sha ?? "");
  if (action.kind === "close_issue" && item.phase === "merging") {
    const issue = draft.issue(action.issue);
    // With the forge's own time: what was changed before and is delivered after this must not open it again.
    const updated_at = Math.max(issue?.updated_at ?? 0, result.updated_at ?? 0);
    if (issue !== undefined) draft.putIssue({ ...issue, state: "closed", updated_at });
    return end(draft, item);
  }
  if (item.phase === "reporting" && last) end(draft, item);
}

function onDelivered(draft: Draft, item: WorkItem, result: NonNullable<Effect["result"]>): void {
  const pull_request = result.pull_request ?? null;
  // The forge's word counts, not the runner's: what is reviewed is what stands on the branch.
  const head_sha = result.head_sha ?? item.head_sha;
  const gate_attempts = head_sha === item.head_sha ? item.gate_attempts : 0;
  const put = { ...item, pull_request, head_sha, gate_attempts };
  if (pull_request === null || head_sha === null)
    throw new Error(`pull request of ${item.id} came back without number or head`);
  const again = item.pull_request === pull_request ? { again: true } : {};
  draft.log("pull.opened", { issue: item.issue, pull_request, agent: item.agent, head_sha, ...again });
  askGates(draft, put, pull_request, head_sha);
}

function onRefused(
  draft: Draft,
  item: WorkItem,
  effect: Effect,
  reason: Refusal,
  error: string,
  last: boolean,
): void {
  const { action } = effect;
  const sentence = `The forge refused "${action.kind.replaceAll("_", " ")}": ${error} A person has to look at this.`;
  if (AWAITED_IN[action.kind] === undefined) {
    // Comments, statuses and reviews mirror the brain's record: without one of them the work still goes on. Only
    // where the judgement itself was asked for, somebody must hear that it cannot be shown.
    if (item.phase !== "reporting") return;
    if (action.kind === "review") park(draft, item, sentence);
    else if (last) end(draft, item);
    return;
  }
  if (item.phase !== AWAITED_IN[action.kind]) return;
  if (action.kind !== "close_issue") {
    if (cancelClosed(draft, item)) return;
  } else if (item.subject !== "revert" && draft.issue(item.issue)?.state === "closed")
    return end(draft, item);
  if (action.kind === "merge") return onMergeRefused(draft, item, action, reason, error);
  // Nothing to open one of, or nobody's wish: there is no branch, or it holds no change. A pull request that a person closed is one.
  if (
    action.kind === "open_pull" &&
    (reason === "invalid" || (reason === "gone" && item.pull_request === null))
  )
    return sendBackFor(draft, item, `The forge opened no pull request of ${action.branch}: ${error}`);
  park(draft, item, sentence);
}

/** Ends an item that waits for its last comments alone, when nothing of them is left to write. */
export function finishReport(draft: Draft, item: WorkItem): void {
  if (item.phase === "reporting" && draft.openEffects(item.id).length === 0) end(draft, item);
}

function end(draft: Draft, item: WorkItem): void {
  draft.putItem({ ...item, phase: "done" });
  draft.log("item.done", {
    issue: item.issue,
    agent: item.agent,
    attempts: item.attempts,
    seconds: item.seconds,
    ...(item.pull_request === null ? {} : { pull_request: item.pull_request }),
    ...(item.merged_sha === null ? {} : { merged_sha: item.merged_sha }),
  });
  draft.setMeta({ coordinate_due: true });
}
