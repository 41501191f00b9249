/** Work items, jobs and effects: the queries the objects ask. */
import type { Effect } from "../../core/effect/effect.ts";
import type { Job, Route } from "../../core/work/job.ts";
import type { WorkItem } from "../../core/work/work-item.ts";
import { get, select } from "./records.ts";

export const openItems = (sql: SqlStorage): WorkItem[] =>
  select<WorkItem>(sql, "items", "phase NOT IN ('done', 'cancelled') ORDER BY created_at, id");

export const endedItemsOf = (sql: SqlStorage, issue: number): WorkItem[] =>
  select<WorkItem>(
    sql,
    "items",
    "issue = ? AND phase IN ('done', 'cancelled') ORDER BY created_at DESC",
    issue,
  );

export interface RoutedJob {
  readonly seq: number;
  readonly job: Job & { readonly route: Route };
  readonly item: WorkItem | undefined;
}

/** Without plans and compound reviews, which are no work on an issue. */
export const recentItems = (sql: SqlStorage, limit: number): WorkItem[] =>
  select<WorkItem>(
    sql,
    "items",
    "json_extract(data, '$.subject') IN ('issue', 'pull') ORDER BY created_at DESC, id DESC LIMIT ?",
    limit,
  );

export const liveJobs = (sql: SqlStorage): Job[] =>
  select<Job>(sql, "jobs", "state IN ('queued', 'leased', 'running') ORDER BY queued_at, id");

export const jobsOf = (sql: SqlStorage, item: string): Job[] =>
  select<Job>(sql, "jobs", "item = ? ORDER BY queued_at, id", item);

/** Jobs that were given a route, in the order they were made, each with its work item; `seq` goes on growing. */
export const routedJobs = (sql: SqlStorage, after: number, limit: number): RoutedJob[] =>
  sql
    .exec<{ seq: number; job: string; item: string | null }>(
      `SELECT jobs.rowid AS seq, jobs.data AS job, items.data AS item FROM jobs LEFT JOIN items ON items.id = jobs.item
       WHERE jobs.rowid > ? AND json_type(jobs.data, '$.route') = 'object' ORDER BY jobs.rowid LIMIT ?`,
      after,
      limit,
    )
    .toArray()
    .map((row) => {
      const job = JSON.parse(row.job) as Job & { readonly route: Route };
      return { seq: row.seq, job, item: row.item === null ? undefined : (JSON.parse(row.item) as WorkItem) };
    });

export const jobByRequest = (sql: SqlStorage, key: string): Job | undefined =>
  select<Job>(sql, "jobs", "request_key = ?", key)[0];

/** Jobs that were taken away from a runner after the given time. */
export const recentlyCancelled = (sql: SqlStorage, since: number): Job[] =>
  select<Job>(
    sql,
    "jobs",
    "state = 'cancelled' AND json_extract(data, '$.epoch') IS NOT NULL AND json_extract(data, '$.ended_at') > ?",
    since,
  );

/** The newest jobs that have ended, by when they were made, oldest first. */
export const lastEnded = (sql: SqlStorage, limit: number): Job[] =>
  select<Job>(sql, "jobs", "state IN ('succeeded', 'failed') ORDER BY rowid DESC LIMIT ?", limit).reverse();

export const jobById = (sql: SqlStorage, id: string): Job | undefined => get<Job>(sql, "jobs", id);

/** Effects that have not ended. */
const OPEN = "state IN ('proposed', 'pending', 'applying')";

export const effectById = (sql: SqlStorage, id: string): Effect | undefined =>
  get<Effect>(sql, "effects", id);

/** Effects that have not ended, in order; of one work item when it is named. */
export const openEffects = (sql: SqlStorage, item?: string): Effect[] =>
  item === undefined
    ? select<Effect>(sql, "effects", `${OPEN} ORDER BY seq`)
    : select<Effect>(sql, "effects", `item = ? AND ${OPEN} ORDER BY seq`, item);

/** Of those before it in its work item, none is in a state that follows. */
const NONE_BEFORE = `NOT EXISTS (SELECT 1 FROM effects AS earlier WHERE earlier.item = effects.item
  AND earlier.seq < effects.seq AND earlier.`;

/**
 * The effects that may be applied now as far as their order goes: the first unfinished one of each work item (order is kept within an item),
 * due, and not in another hand whose time has not run out.
 */
export const dueEffects = (sql: SqlStorage, now: number, limit: number): Effect[] =>
  select<Effect>(
    sql,
    "effects",
    `state IN ('pending', 'applying') AND not_before <= ? AND ${NONE_BEFORE}${OPEN}) ORDER BY seq LIMIT ?`,
    now,
    limit,
  );

/** Whether anything of this item is still waiting besides the given effect. */
export const othersOpen = (sql: SqlStorage, item: string, effect: string): boolean =>
  sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM effects WHERE item = ? AND id <> ? AND ${OPEN}`,
      item,
      effect,
    )
    .one().n > 0;

const countEffects = (sql: SqlStorage, where: string): number =>
  sql.exec<{ n: number }>(`SELECT count(*) AS n FROM effects WHERE ${where}`).one().n;

export function effectCounts(sql: SqlStorage): { proposed: number; pending: number; dead: number } {
  return {
    proposed: countEffects(sql, "state = 'proposed'"),
    pending: countEffects(sql, "state IN ('pending', 'applying')"),
    dead: countEffects(sql, "state = 'dead'"),
  };
}

/** Effects that the forge alone holds up: none of the same work item before them waits for a person. */
export const movingEffects = (sql: SqlStorage): number =>
  countEffects(sql, `state IN ('pending', 'applying') AND ${NONE_BEFORE}state = 'proposed')`);

/** The next moment at which a waiting job or effect becomes due, or an answer is late; null when nothing waits. */
export function nextDue(sql: SqlStorage, now: number): number | null {
  const row = sql
    .exec<{ at: number | null }>(
      `SELECT min(at) AS at FROM (
         SELECT json_extract(data, '$.not_before') AS at FROM jobs WHERE state = 'queued'
         UNION ALL SELECT json_extract(data, '$.late_at') AS at FROM jobs WHERE state IN ('queued', 'leased', 'running')
         UNION ALL SELECT not_before AS at FROM effects WHERE state IN ('pending', 'applying')
         UNION ALL SELECT not_before AS at FROM notices WHERE state IN ('pending', 'sending'))
       WHERE at > ?`,
      now,
    )
    .one();
  return row.at;
}
