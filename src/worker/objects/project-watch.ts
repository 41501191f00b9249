/** Nightwatch in a project's object: what it looks at is read here, and whatever goes wrong with it stays here. */
import type { NightwatchView } from "../../contract/state.ts";
import type { Changes } from "../../core/decide/draft.ts";
import type { Fleet } from "../../core/decide/old-runners.ts";
import { onSign, onWatch, type Signs } from "../../core/decide/on-watch.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { CRON_LATE_MS, type Presence } from "../../core/nightwatch/absence.ts";
import { logLine } from "../log.ts";
import { readMeta } from "../store/ledger.ts";
import { lastEnded } from "../store/work.ts";

/** Enough for what is usual of each agent, and bounded for an old project. */
const JOBS = 400;

/** What a tick is told of the factory around its project; nothing, where it could not be found out. */
export interface Around {
  /** Given to one project of a deployment, which tells of its runners. */
  readonly fleet: Fleet | null;
  readonly presence: Presence | null;
}
export const ALONE: Around = { fleet: null, presence: null };

export const watch = (sql: SqlStorage, s: Snapshot, signs: Omit<Signs, "ended">): Changes =>
  onWatch(s, { ...signs, ended: (limit = JOBS) => lastEnded(sql, Math.min(limit, JOBS)) });

/** Null before the first tick of all. */
const tickedAt = (sql: SqlStorage): number | null => readMeta<number | null>(sql, "tick_at", null);

/** One row is read for each call that comes, and all the rest only when this is so. */
export const cronIsLate = (sql: SqlStorage): boolean =>
  Date.now() - (tickedAt(sql) ?? Number.POSITIVE_INFINITY) >= CRON_LATE_MS;

export const sign = (sql: SqlStorage, s: Snapshot): Changes | null => onSign(s, tickedAt(sql));

/** Nightwatch that throws costs one look of its own, and never the tick or the call that it came along with. */
export function unharmed(project: string, look: () => void): void {
  try {
    look();
  } catch (error) {
    logLine({ event: "nightwatch.failed", level: "error", project, reason: String(error) });
  }
}

export const watchViews = ({ meta, now }: Snapshot): NightwatchView[] =>
  Object.entries(meta.watch.agents).map(([agent, w]) => ({
    agent,
    level: w.level,
    drift: w.drift,
    signs: [...w.signs],
    step: w.step,
    since_secs: Math.max(0, (now - w.since) / 1000),
    paused_for_secs: w.paused_until === null ? null : Math.max(0, (w.paused_until - now) / 1000),
  }));
