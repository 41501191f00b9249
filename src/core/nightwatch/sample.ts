/** What one ended job says of its agent. Endings by the machine, the network, the provider or a person say nothing. */
import type { JobKind, Outcome } from "../../contract/job.ts";
import { type Job, NOT_THE_AGENT } from "../work/job.ts";

export interface Sample {
  readonly job: string;
  readonly agent: string;
  readonly kind: JobKind;
  readonly outcome: Outcome;
  /** Milliseconds by the brain's clock. */
  readonly claimed_at: number;
  readonly ended_at: number;
  /** The agent itself ended badly. */
  readonly failed: boolean;
  /** It fell silent, ran out of time, or took without end. */
  readonly silent: boolean;
  /** Nothing to show for it: it failed, or a change changed nothing. */
  readonly empty: boolean;
  /** The guard or the CLI's own rules refused it again and again. */
  readonly denied: boolean;
  /** US dollars and seconds; null where nobody said. */
  readonly usd: number | null;
  readonly seconds: number | null;
}

/** Refused tool calls of one job before they count: a few are a good guard at work. */
export const MANY_DENIALS = 5;

const WELL: ReadonlySet<Outcome> = new Set(["success", "verified", "question", "no_change"]);
const SILENT: ReadonlySet<Outcome> = new Set([
  "stalled",
  "timed_out",
  "output_limit",
  "memory_limit",
  "disk_limit",
]);
/** Conflicts are made by what else was merged. */
const NO_SIGN: ReadonlySet<Outcome> = new Set([...NOT_THE_AGENT, "merge_conflict"]);

/** Null of a job that has not ended, was never claimed, or ended for no reason of its agent. */
export function sampleOf(job: Job): Sample | null {
  const { outcome, claimed_at, ended_at, spent } = job;
  // The project's commands are nobody's work: how they end is said by the gate.
  if (job.kind === "check" || job.kind === "revert") return null;
  if (outcome === null || claimed_at === null || ended_at === null || NO_SIGN.has(outcome)) return null;
  const failed = !WELL.has(outcome);
  return {
    job: job.id,
    agent: job.agent,
    kind: job.kind,
    outcome,
    claimed_at,
    ended_at,
    failed,
    silent: SILENT.has(outcome),
    empty: failed || (job.kind === "change" && outcome === "no_change"),
    denied: outcome === "guard_denied" || (job.denials ?? 0) >= MANY_DENIALS,
    usd: spent === undefined || spent.priced_by === "free" ? null : spent.usd,
    seconds: job.seconds,
  };
}
