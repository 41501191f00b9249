/**
 * A project that is put into `approve` while writes wait: what nobody said yes to becomes a proposal, so that it is shown and
 * holds its place. What a consumer has in its hands at that moment is left to it until its time is over.
 */
import { isApproved } from "../policy/mode.ts";
import { type Changes, Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

/** Null when there is nothing to hold back. */
export function holdBack(s: Snapshot): Changes | null {
  if (s.context.project.mode !== "approve") return null;
  const loose = s
    .openEffects()
    .filter((e) => !isApproved(e) && e.state !== "proposed")
    .filter((e) => e.state === "pending" || e.not_before <= s.now);
  if (loose.length === 0) return null;
  const draft = new Draft(s, "under_way");
  for (const effect of loose) draft.putEffect({ ...effect, state: "pending" });
  return draft.changes();
}
