/**
 * A project that is put into `approve` while writes wait: what nobody said yes to becomes a proposal, so that it is shown and
 * holds its place. What a consumer has in its hands at that moment is left to it until its time is over.
 */
import type { Effect } from "../effect/effect.ts";
import { isApproved } from "../policy/mode.ts";
import { type Changes, Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

/** Null when there is nothing to hold back. */
export function holdBack(s: Snapshot): Changes | null {
  if (s.context.project.mode !== "approve") return null;
  const loose = s.openEffects().filter((e) => !isApproved(e) && isLoose(e, s.now));
  if (loose.length === 0) return null;
  const draft = new Draft(s, "under_way");
  for (const { left_to_forge, ...effect } of loose) {
    draft.putEffect({ ...effect, state: effect.state === "proposed" ? "proposed" : "pending" });
    // Who had it in hand and never came back may have left it to the forge.
    if (left_to_forge === true || effect.state === "applying") takeBack(draft, effect);
  }
  return draft.changes();
}

/** A proposal too where the forge was being asked to merge it by itself while the mode changed, and only said so afterwards. */
const isLoose = ({ state, left_to_forge, not_before }: Effect, now: number): boolean =>
  state === "proposed" ? left_to_forge === true : state === "pending" || not_before <= now;

/** What the forge may merge by itself would not wait for the person: taking that back needs nobody's yes, and waits for nothing. */
function takeBack(draft: Draft, { id, action }: Effect): void {
  if (action.kind !== "merge") return;
  const key = `unmerge:${id}:${draft.now}`;
  const { account, pull_request } = action;
  draft.effect(null, { kind: "cancel_merge", account, pull_request }, key);
  const made = draft.effectNow(key);
  if (made !== undefined) draft.putEffect({ ...made, approved_by: "adf" });
}
