/** The way out of a project: what may be written in its mode, and what waits for a person first. */
import type { ApprovalView } from "../../contract/approval.ts";
import type { Mode } from "../../contract/config.ts";
import { issueOf } from "../../core/decide/observe.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import type { Effect } from "../../core/effect/effect.ts";
import { written } from "../../core/effect/written.ts";
import { mayWrite } from "../../core/policy/mode.ts";
import { put, select } from "../store/records.ts";
import { dueEffects } from "../store/work.ts";

/** How long one try at an effect may take before another consumer may try: longer than the forge's timeout. */
const APPLY_MS = 60_000;

/** After a restart of the object: whoever was applying has most likely ended with it. */
const RECLAIM_MS = 5_000;

export const due = (sql: SqlStorage, mode: Mode, now: number, limit: number): Effect[] =>
  mode === "observe" ? [] : dueEffects(sql, now, limit).filter((e) => mayWrite(mode, e));

/** Hands out what may be written now, each to one consumer for a minute. */
export function take(storage: DurableObjectStorage, { context, now }: Snapshot, limit: number): Effect[] {
  const { sql } = storage;
  const taken = due(sql, context.project.mode, now, limit);
  storage.transactionSync(() => {
    for (const effect of taken)
      put(sql, "effects", effect.id, { ...effect, state: "applying", not_before: now + APPLY_MS });
  });
  return taken;
}

/**
 * What was handed out before this object began anew is due soon instead of in a minute. Should the consumer live after
 * all, the next one first looks for what it left, and a double is taken away when it comes back as an event.
 */
export function reclaim(storage: DurableObjectStorage, now: number): void {
  const { sql } = storage;
  const out = select<Effect>(sql, "effects", "state = 'applying' AND not_before > ?", now + RECLAIM_MS);
  if (out.length === 0) return;
  storage.transactionSync(() => {
    for (const effect of out) put(sql, "effects", effect.id, { ...effect, not_before: now + RECLAIM_MS });
  });
}

/** What is proposed, in order, with every word of it. */
export function approvals(s: Snapshot): ApprovalView[] {
  const open = s.openEffects();
  return open
    .filter((e) => e.state === "proposed")
    .map((effect) => ({
      id: effect.id,
      project: s.context.project.name,
      issue: s.items.find((i) => i.id === effect.item)?.issue ?? issueOf(s, effect) ?? null,
      kind: effect.action.kind,
      account: effect.action.account,
      ...written(effect.action),
      behind: open.find((e) => e.item !== null && e.item === effect.item && e.seq < effect.seq)?.id ?? null,
      proposed_at: effect.created_at,
    }));
}
