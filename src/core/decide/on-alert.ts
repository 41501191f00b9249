/** What is wrong with the factory as a whole, told by the one project that speaks for it: each condition once. */
import type { Condition } from "../factory/conditions.ts";
import { clear, raise } from "./alerts.ts";
import { type Changes, Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

const PREFIX = "factory:";

/** `conditions` is all that holds now: what people were told before and is not among it is over. */
export function onAlert(snapshot: Snapshot, conditions: readonly Condition[]): Changes {
  const draft = new Draft(snapshot, "under_way");
  for (const c of conditions) raise(draft, { ...c, key: `${PREFIX}${c.key}` });
  const holds = new Set(conditions.map(({ key }) => `${PREFIX}${key}`));
  for (const { key } of Object.values(draft.meta.alerts))
    if (key.startsWith(PREFIX) && !holds.has(key)) clear(draft, key, "The condition does not hold any more.");
  return draft.changes();
}
