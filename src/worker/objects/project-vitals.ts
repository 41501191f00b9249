/** Signs of life of a project: when its tick, its reader and its webhook were last there. Kept for `adf doctor`. */
import type { ProjectChecks } from "../../contract/checks.ts";
import type { EventInput } from "../../core/decide/on-event.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import type { ForgeEvent } from "../../core/event/event.ts";
import { breakerState } from "../../core/policy/breaker.ts";
import { newestSeq } from "../store/journal.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";
import { syncState } from "./project-mirror.ts";

export type Vitals = Pick<
  ProjectChecks,
  "tick_secs" | "read_secs" | "heard_secs" | "found_secs" | "breaker" | "refused" | "journal_seq"
>;

const DAY_MS = 86_400_000;

/** One sighting of a change on the forge, on its way into the ledger. */
export interface Intake {
  readonly input: EventInput;
  readonly source: "webhook" | "poll";
  readonly delivery: string | null;
}

/** Only the cron's own tick counts: a person who asks for a run proves nothing about the cron. */
export const noteTick = (sql: SqlStorage, now: number): void => writeMeta(sql, "tick_at", now);

/** A duplicate from a webhook was a delivery all the same; a poll counts where it was the first to tell. */
export function noteIntakes(
  sql: SqlStorage,
  intakes: readonly Intake[],
  outcomes: readonly string[],
  now: number,
): void {
  if (intakes.some((i) => i.source === "webhook")) writeMeta(sql, "heard_at", now);
  const begun = readMeta<number | null>(sql, "listens_since", null) ?? now;
  if (begun === now) writeMeta(sql, "listens_since", now);
  const found = intakes.some(
    (i, at) =>
      i.source === "poll" &&
      !i.input.history &&
      outcomes[at] !== "duplicate" &&
      changedAt(i.input.event) >= begun,
  );
  if (found) writeMeta(sql, "found_at", now);
}

/** What changed before anybody listened was told to nobody: no delivery of it was missed. By the forge's clock. */
function changedAt(event: ForgeEvent): number {
  switch (event.kind) {
    case "issue":
      return event.issue.updated_at;
    case "pull":
      return event.pull.updated_at;
    case "comment":
      return event.comment.updated_at;
    case "push":
      return Number.POSITIVE_INFINITY;
  }
}

export function readVitals(sql: SqlStorage, s: Snapshot): Vitals {
  const age = (at: number | null) => (at === null ? null : Math.max(0, (s.now - at) / 1000));
  const noted = (key: string) => age(readMeta<number | null>(sql, key, null));
  return {
    tick_secs: noted("tick_at"),
    read_secs: age(syncState(sql).read_at ?? null),
    heard_secs: noted("heard_at"),
    found_secs: noted("found_at"),
    breaker: breakerState(s.meta.breaker, s.context.config.limits, s.now),
    refused: refusedSince(sql, s.now - DAY_MS),
    journal_seq: newestSeq(sql),
  };
}

/**
 * By the journal: the outbox keeps what was refused for good, and an old refusal is no news. What keeps a merge back is mostly a rule
 * that does its work: its issue says who must act.
 */
function refusedSince(sql: SqlStorage, since: number): Vitals["refused"] {
  const rows = sql
    .exec<{ data: string }>(
      "SELECT data FROM journal WHERE event = 'effect.dead' AND json_extract(data, '$.kind') <> 'merge' AND at > ? ORDER BY seq DESC LIMIT 100",
      since,
    )
    .toArray();
  const newest = JSON.parse(rows[0]?.data ?? "{}") as { error?: string };
  return { count: rows.length, last: newest.error ?? null };
}
