/** Loads what a decision may see from a project's tables, and writes back what it changed, in one transaction. */

import { NEVER_REVIEWED } from "../../core/compound/run.ts";
import type { Stop } from "../../core/control/stop.ts";
import { NEW_PLANNER } from "../../core/coordinator/planner.ts";
import type { Changes } from "../../core/decide/draft.ts";
import { NO_NOTES } from "../../core/decide/on-note.ts";
import type { Context, Meta, MirrorIssue, Snapshot } from "../../core/decide/snapshot.ts";
import type { PullSnapshot } from "../../core/event/event.ts";
import { NOTHING_WATCHED } from "../../core/nightwatch/watched.ts";
import { CLOSED } from "../../core/policy/breaker.ts";
import { trustedIn, trustOf } from "../../core/policy/trust.ts";
import type { Tally } from "../../core/spend/tally.ts";
import type { WorkItem } from "../../core/work/work-item.ts";
import { type Door, originOf } from "../environment.ts";
import { logLine } from "../log.ts";
import { addJournal } from "../store/journal.ts";
import { addMention, mentionSeen, people, readMeta, writeMeta } from "../store/ledger.ts";
import { noticeById } from "../store/notices.ts";
import { get, put, remove, select } from "../store/records.ts";
import { effectById, endedItemsOf, liveJobs, openEffects, openItems } from "../store/work.ts";
import { storeMessages } from "./project-factory.ts";
import { summaryOf } from "./project-summary.ts";

const FRESH: Meta = {
  stops: [],
  breaker: CLOSED,
  quarantine: {},
  next_id: 1,
  next_epoch: 1,
  schedule_cursor: 0,
  coordinate_due: true,
  asked: false,
  synced: false,
  planner: NEW_PLANNER,
  alerts: {},
  alert_issues: [],
  asks: [],
  observed_picks: "",
  old_runners: [],
  watch: NOTHING_WATCHED,
  notes: NO_NOTES,
  compound: NEVER_REVIEWED,
};

/** A project that an older build had paused stays so: that build kept no more than a flag. */
function metaOf({ paused, ...kept }: Partial<Meta> & { paused?: boolean }): Meta {
  const before: Stop = { scope: "project", name: "", verb: "pause", by: "owner", why: "", since: 0 };
  return { ...FRESH, stops: paused === true ? [before] : [], ...kept };
}

/** Pull requests that can answer an issue: each ranking looks through them, so those that were refused are left out. */
const LASTING = "json_extract(data, '$.state') = 'open' OR json_extract(data, '$.merged') = 1";

/** A snapshot is of one moment, and what is read of it twice is the same. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}

export function loadSnapshot(sql: SqlStorage, context: Context, now: number): Snapshot {
  return {
    now,
    context,
    meta: metaOf(readMeta<Partial<Meta> & { paused?: boolean }>(sql, "facts", {})),
    trust: trustOf(trustedIn(context.config, context.project), people(sql)),
    summary: summaryOf(sql),
    items: openItems(sql),
    jobs: liveJobs(sql),
    issue: (number) => get<MirrorIssue>(sql, "issues", number),
    issues: () => select<MirrorIssue>(sql, "issues", "1 ORDER BY number"),
    pull: (number) => get<PullSnapshot>(sql, "pulls", number),
    pulls: once(() => select<PullSnapshot>(sql, "pulls", LASTING)),
    effect: (id) => effectById(sql, id),
    openEffects: (item) => openEffects(sql, item),
    notice: (id) => noticeById(sql, id),
    tally: (key) => get<Tally>(sql, "tallies", key),
    mentionSeen: (key) => mentionSeen(sql, key),
    anyItem: (id) => get<WorkItem>(sql, "items", id),
    endedItems: (issue) => endedItemsOf(sql, issue),
  };
}

/** The whole decision or nothing, and then its log lines. A violated lock throws, and nothing of the decision remains. */
export function applyChanges(
  storage: DurableObjectStorage,
  { meta: before, now, context }: Snapshot,
  changes: Changes,
  door: Pick<Door, "identity" | "prompts" | "redactor">,
): void {
  const { sql } = storage;
  const journal = door.redactor.data(changes.journal);
  const origin = originOf(door);
  storage.transactionSync(() => {
    for (const issue of changes.issues) put(sql, "issues", issue.number, issue);
    for (const number of changes.removed_issues) remove(sql, "issues", number);
    for (const pull of changes.pulls) put(sql, "pulls", pull.number, pull);
    for (const item of changes.items) put(sql, "items", item.id, item);
    // Endings first: they free the locks that the new jobs of the same decision take.
    const ended = (state: string) =>
      state === "queued" || state === "leased" || state === "running" ? 1 : 0;
    for (const job of [...changes.jobs].sort((a, b) => ended(a.state) - ended(b.state)))
      put(sql, "jobs", job.id, { ...job, decided_by: origin });
    storeMessages(sql, changes.jobs, context.project.name);
    for (const effect of changes.effects) put(sql, "effects", effect.id, effect);
    for (const notice of changes.notices) put(sql, "notices", notice.id, notice);
    for (const tally of changes.tallies) put(sql, "tallies", tally.key, tally);
    for (const m of changes.mentions) addMention(sql, m.key, now, m.outcome);
    addJournal(sql, now, journal, origin);
    if (changes.meta !== before) writeMeta(sql, "facts", changes.meta);
  });
  for (const record of journal) logLine(record);
}
