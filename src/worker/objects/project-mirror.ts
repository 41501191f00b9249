/** The mirror's reading state: cursors, people whose ids are not known yet, and issues with stale blockers. */
import type { MirrorIssue } from "../../core/decide/snapshot.ts";
import type { IssueSnapshot, PullSnapshot } from "../../core/event/event.ts";
import { proofNeeded, withProof } from "../../core/policy/approved.ts";
import { trustedIn } from "../../core/policy/trust.ts";
import { type Door, projectOf } from "../environment.ts";
import { addPerson, people, readMeta, writeMeta } from "../store/ledger.ts";
import { get, put, select } from "../store/records.ts";

export interface SyncState {
  /** Everything changed before this has been read; null until the first full read is complete. */
  readonly issues_ms: number | null;
  readonly comments_ms: number | null;
  /** Where a read that ran out of requests goes on, and the cursor it will set when it is through. */
  readonly issues_page: number;
  readonly comments_page: number;
  readonly issues_next_ms: number;
  readonly comments_next_ms: number;
  /** When a page was last read to its end, by the Worker's clock. Absent in rows that are older than this field. */
  readonly read_at?: number;
}

const FRESH: SyncState = {
  issues_ms: null,
  comments_ms: null,
  issues_page: 1,
  comments_page: 1,
  issues_next_ms: 0,
  comments_next_ms: 0,
};

export const syncState = (sql: SqlStorage): SyncState => readMeta(sql, "sync", FRESH);

export function putSyncState(sql: SqlStorage, state: SyncState): void {
  writeMeta(sql, "sync", { ...state, read_at: Date.now() });
  markSynced(sql);
}

/** The mirror is complete once both reads are through and every open issue's blockers have been read once. */
function markSynced(sql: SqlStorage): void {
  const state = syncState(sql);
  const facts = readMeta<Record<string, unknown>>(sql, "facts", {});
  if (facts.synced === true || state.issues_ms === null || state.comments_ms === null) return;
  const unread = sql
    .exec("SELECT 1 FROM issues WHERE state = 'open' AND json_extract(data, '$.blockers_of') IS NULL LIMIT 1")
    .next().value;
  if (unread !== undefined) return;
  writeMeta(sql, "facts", { ...facts, synced: true, coordinate_due: true });
}

export interface UnknownPeople {
  readonly trusted: readonly string[];
  readonly accounts: readonly string[];
}

/** `name`: the project's. */
export function unknownPeople(sql: SqlStorage, door: Door, name: string): UnknownPeople {
  const known = people(sql);
  const trusted = trustedIn(door.config, projectOf(door, name) ?? {});
  const has = (role: string, login: string) => known.some((p) => p.role === role && p.login === login);
  return {
    trusted: trusted.filter((login) => !has("trusted", login)),
    accounts: Object.keys(door.tokens).filter((account) => !has("account", account)),
  };
}

export function rememberPerson(
  sql: SqlStorage,
  login: string,
  role: "trusted" | "account",
  id: number,
): void {
  addPerson(sql, login, role, id);
}

export interface StaleIssue {
  readonly number: number;
  readonly updated_at: number;
  /** Since when the forge is to be asked for the label that lets it in; null where it is not. */
  readonly proof: number | null;
}

/**
 * Open issues whose blockers were read for an older state of the issue, or never; oldest change first. With
 * `provisional` also those read in the same second as the last change: good enough to act on, and read once more.
 */
export function staleBlockers(sql: SqlStorage, limit: number, provisional = false): StaleIssue[] {
  return select<MirrorIssue>(
    sql,
    "issues",
    `state = 'open' AND (json_extract(data, '$.blockers_of') IS NULL
       OR json_extract(data, '$.blockers_of') < json_extract(data, '$.updated_at') - ?)
     ORDER BY json_extract(data, '$.updated_at') LIMIT ?`,
    provisional ? 0 : 1,
    limit,
  ).map((i) => ({ number: i.number, updated_at: i.updated_at, proof: proofNeeded(i) }));
}

/** What a poll of the issues says of a pull request. */
export type SeenPull = Pick<IssueSnapshot, "number" | "state" | "updated_at">;

/** Which of these pull requests changed after they were last read, or in that very second. */
export function stalePulls(sql: SqlStorage, seen: readonly SeenPull[]): number[] {
  return seen
    .filter(({ number, state, updated_at }) => {
      const known = get<PullSnapshot>(sql, "pulls", number);
      if (known === undefined || known.updated_at < updated_at) return true;
      return known.updated_at === updated_at && known.state !== state;
    })
    .map(({ number }) => number);
}

export interface BlockersRead {
  readonly number: number;
  readonly updated_at: number;
  /** False when the forge's clock still stood in the second of the last change: another may follow in it. */
  readonly settled: boolean;
  readonly blockers: readonly number[];
  readonly foreign_blockers: readonly string[];
  /** When the label was set, for the proof that was needed at the time `at`; null where none was. */
  readonly labelled: { readonly at: number; readonly times: readonly number[] } | null;
}

export function setBlockers(sql: SqlStorage, read: readonly BlockersRead[]): void {
  let changed = false;
  for (const r of read) {
    const issue = get<MirrorIssue>(sql, "issues", r.number);
    if (issue === undefined) continue;
    const next: MirrorIssue = {
      ...(r.labelled === null ? issue : withProof(issue, r.labelled.at, r.labelled.times)),
      blockers: r.blockers,
      foreign_blockers: r.foreign_blockers,
      blockers_of: r.settled ? r.updated_at : r.updated_at - 1,
    };
    put(sql, "issues", r.number, next);
    changed ||=
      JSON.stringify([issue.blockers, issue.foreign_blockers]) !==
      JSON.stringify([next.blockers, next.foreign_blockers]);
    changed ||= r.labelled !== null;
    changed ||= issue.blockers_of === null || issue.blockers_of < issue.updated_at - 1;
  }
  if (changed) {
    const facts = readMeta<Record<string, unknown>>(sql, "facts", {});
    writeMeta(sql, "facts", { ...facts, coordinate_due: true });
  }
  markSynced(sql);
}
