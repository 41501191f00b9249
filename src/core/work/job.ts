/** A job: one attempt by one agent. `queued → leased → running → succeeded | failed | cancelled`. */
import type { Trouble } from "../../contract/agent-run.ts";
import type { JobKind, JobState, Outcome } from "../../contract/job.ts";
import type { Origin } from "../../contract/log.ts";
import type { RouteGiven } from "../../contract/routing.ts";
import type { Reserve, Spent } from "../spend/tally.ts";
import type { Progress } from "./progress.ts";

export interface Route {
  readonly tier: string;
  readonly provider: string;
  readonly model: string;
  readonly cli: string;
  /** Why this one: matched terms, skipped routes, lost overrides, scenario version. Recorded, never parsed. */
  readonly why: string;
  /** What it was decided from; absent in rows that are older than this field. */
  readonly given?: RouteGiven;
  /** True where a better route was skipped because its provider was unhealthy or had no budget left. */
  readonly degraded?: boolean;
}

export interface Job {
  readonly id: string;
  readonly item: string;
  readonly agent: string;
  readonly kind: JobKind;
  /** Of a review: the gate that it is for. Absent in rows that are older than several gates, where it is the agent. */
  readonly gate?: string;
  readonly state: JobState;
  readonly attempt: number;
  /** Null until claimed; then larger than every epoch given before in this project. */
  readonly epoch: number | null;
  /** Which of the agent's slots it holds, while leased or running. */
  readonly slot: number | null;
  readonly runner: string | null;
  readonly request_key: string | null;
  readonly finish_key: string | null;
  readonly route: Route | null;
  /** The head it judges; null for a change. */
  readonly head_sha: string | null;
  readonly not_before: number;
  readonly outcome: Outcome | null;
  readonly detail: string | null;
  readonly seconds: number | null;
  /** What was wrong with the model's provider; null when it answered, and for jobs stored before this was told. */
  readonly trouble?: Trouble | null;
  /** How the work stood at the claim; absent before it, and in rows that are older than this. */
  readonly before?: Progress;
  /** How many tool calls were refused; absent before the end, and in rows that are older than this field. */
  readonly denials?: number;
  /** Set aside at the claim; absent before it, and in rows that are older than the ledger. */
  readonly reserve?: Reserve;
  /** What the model's alias became, in the provider's spelling; absent or null where nobody said. */
  readonly answered?: string | null;
  /** What it came to, once it has ended after a claim. */
  readonly spent?: Spent;
  /** While it is queued, what the first runner that asked for it would have needed; absent where none lacked anything. */
  readonly waits?: string;
  /** From here on its answer is not waited for any more; of a plan and a compound review. */
  readonly late_at?: number;
  readonly queued_at: number;
  readonly claimed_at: number | null;
  readonly ended_at: number | null;
  /** Which build last changed it, under which configuration and scenarios; written with the row. */
  readonly decided_by?: Origin;
}

export const LIVE: ReadonlySet<JobState> = new Set(["queued", "leased", "running"]);
export const HELD: ReadonlySet<JobState> = new Set(["leased", "running"]);

const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ["leased", "cancelled"],
  leased: ["running", "succeeded", "failed", "cancelled"],
  running: ["succeeded", "failed", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/** Whether it writes a branch, and counts as an attempt at it. */
export const isChange = (kind: JobKind): boolean => kind === "change" || kind === "revert";

export const gateOf = (job: Pick<Job, "gate" | "agent">): string => job.gate ?? job.agent;

/** The only way a job changes state. An impossible pair is a bug, and the error names both ends. */
export function moveJob(job: Job, state: JobState, change: Partial<Job> = {}): Job {
  if (!NEXT[job.state].includes(state)) {
    throw new Error(`job ${job.id} cannot go from ${job.state} to ${state}`);
  }
  return { ...job, ...change, state };
}

/** The state an outcome leaves a job in. */
export function endState(outcome: Outcome): "succeeded" | "failed" | "cancelled" {
  switch (outcome) {
    case "success":
    case "verified":
    case "question":
    case "no_change":
      return "succeeded";
    case "cancelled":
    case "superseded":
      return "cancelled";
    default:
      return "failed";
  }
}

/**
 * Endings that say nothing about the work: the machine or the network failed, not the agent. They count as
 * attempts, so that they cannot go on for ever, but never as "no progress".
 */
export const NOT_THE_AGENT: ReadonlySet<Outcome> = new Set([
  "lease_expired",
  "infra",
  "spawn_failed",
  "rate_limited",
  "cancelled",
  "superseded",
]);
