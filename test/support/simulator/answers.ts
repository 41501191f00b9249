/** What the simulated forge answers to a write. */
import type { Applied, EffectAction, Refusal } from "../../../src/core/effect/effect.ts";

/** What a forge may refuse to do, though it is there, and why. */
export const REFUSABLE = {
  comment: ["forbidden"],
  open_pull: ["forbidden", "invalid"],
  status: ["forbidden"],
  review: ["forbidden"],
  merge: ["forbidden", "draft", "checks_red", "checks_late", "checks_never", "by_rule"],
  close_issue: ["forbidden"],
  reopen_issue: ["forbidden"],
} as const satisfies Partial<Record<EffectAction["kind"], readonly Refusal[]>>;

export const done = (result: Extract<Applied, { status: "done" }>["result"]): Applied => ({
  status: "done",
  result,
});
export const refused = (reason: Refusal): Applied => ({
  status: "refused",
  reason,
  error: `the forge says ${reason}`,
});
