/**
 * Whether an agent's changes pass the gates less often since another model answers for its alias: nothing fails when an alias moves to
 * a worse model, and this is the harm that shows. Like drift, a fall counts only as far as it is beyond chance.
 */
import { atLeast, LEAST_JOBS, WINDOW_JOBS } from "./drift.ts";

/** One head that every gate has judged. */
export interface Judgement {
  /** The model that wrote it, in its provider's spelling. */
  readonly answered: string;
  readonly passed: boolean;
}

/** Of one agent and way: enough for both windows, and for the jobs between them. */
export const JUDGEMENTS_KEPT = 3 * WINDOW_JOBS;

/** Failing so often is nobody's fault in particular. */
const USUAL_SHARE = 0.15;
/** It is over when so many of the last are no worse than before. */
const WELL_JOBS = 6;

export interface Share {
  readonly passed: number;
  readonly of: number;
}

export interface Fall {
  readonly from: string;
  readonly to: string;
  readonly before: Share;
  readonly after: Share;
}

/** Oldest first. `told`: people know of one, and then less is enough to hold on to it. Null: nothing fell, or too little was judged. */
export function gateFall(history: readonly Judgement[], told: boolean): Fall | null {
  const to = history.at(-1)?.answered;
  const changed = history.findLastIndex((one) => one.answered !== to);
  const from = history[changed]?.answered;
  if (to === undefined || from === undefined) return null;
  const before = history
    .slice(0, changed + 1)
    .filter((one) => one.answered === from)
    .slice(-WINDOW_JOBS);
  const after = history.slice(changed + 1).slice(told ? -WELL_JOBS : -WINDOW_JOBS);
  if (before.length < LEAST_JOBS || after.length < LEAST_JOBS) return null;
  const usual = Math.max(USUAL_SHARE, failed(before) / before.length);
  const worse = told ? failed(after) / after.length : atLeast(failed(after), after.length);
  return worse > usual ? { from, to, before: shareOf(before), after: shareOf(after) } : null;
}

/** It is over: what told of it does not count again, or the next single failure would tell it anew. */
export function afterRecovery(history: readonly Judgement[]): Judgement[] {
  const to = history.at(-1)?.answered;
  const since = history.findLastIndex((one) => one.answered !== to) + 1;
  return [...history.slice(0, since), ...history.slice(since).slice(-WELL_JOBS)];
}

const failed = (judged: readonly Judgement[]): number => judged.filter((one) => !one.passed).length;

const shareOf = (judged: readonly Judgement[]): Share => ({
  passed: judged.length - failed(judged),
  of: judged.length,
});
