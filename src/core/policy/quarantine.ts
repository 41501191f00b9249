/**
 * An agent whose jobs cannot even begin is configured wrongly: after a few in a row it gets no more, until a trial job, after
 * a while, begins, or a person resumes it. Kept with the project, so a restart forgets nothing.
 */
import type { Outcome } from "../../contract/job.ts";

export interface Quarantine {
  /** Configuration errors in a row. */
  readonly errors: number;
  /** When it was shut away; null while it may still work. */
  readonly since: number | null;
  /** The one job that tries whether it is mended. */
  readonly trial: string | null;
  readonly detail: string;
}

/** In a row; more says nothing new, and each costs an attempt. */
export const CONFIGURATION_ERRORS = 3;
const FAULTS: ReadonlySet<Outcome> = new Set(["spawn_failed"]);
/** Endings that tell nothing of the agent's configuration. */
const SILENT: ReadonlySet<Outcome> = new Set(["cancelled", "superseded", "lease_expired", "infra"]);

export const isQuarantined = (q: Quarantine | undefined, half_open_secs: number, now: number): boolean =>
  q !== undefined && q.since !== null && (q.trial !== null || now < q.since + half_open_secs * 1000);

/** A job of it goes out: while it is shut away, that is the trial. */
export const onAgentSent = (q: Quarantine | undefined, job: string): Quarantine | undefined =>
  q === undefined || q.since === null ? q : { ...q, trial: job };

export function onAgentEnding(
  q: Quarantine | undefined,
  job: string,
  outcome: Outcome,
  detail: string,
  now: number,
): Quarantine | undefined {
  if (SILENT.has(outcome)) return q?.trial === job ? { ...q, trial: null } : q;
  if (!FAULTS.has(outcome)) return undefined;
  const errors = (q?.errors ?? 0) + 1;
  return {
    errors,
    since: errors >= CONFIGURATION_ERRORS ? now : null,
    trial: null,
    detail: detail.slice(0, 500),
  };
}
