/** How far a project is trusted: which of its effects may leave the outbox. The answer is the same for every caller. */
import type { Mode } from "../../contract/config.ts";
import type { Effect } from "../effect/effect.ts";

/** Whether a person has said yes to this very effect. */
export const isApproved = (effect: Effect): boolean => (effect.approved_by ?? null) !== null;

/** Whether the outbox may hand this effect out to be written. What is proposed waits in every mode. */
export function mayWrite(mode: Mode, effect: Effect): boolean {
  if (effect.state !== "pending" && effect.state !== "applying") return false;
  switch (mode) {
    case "observe":
      return false;
    case "approve":
      return isApproved(effect);
    case "auto":
      return true;
  }
}
