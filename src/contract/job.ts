/** The closed sets of a job's life: states, endings and roles. Section 5 of the design. */
import * as z from "zod";

/** What an agent is for. The role, not the name, decides which jobs it gets. */
export const Role = z.enum(["coordinator", "developer", "reviewer", "qa"]);
export type Role = z.infer<typeof Role>;

/** `queued → leased → running → succeeded | failed | cancelled`; the cause of an ending is the outcome. */
export const JobState = z.enum(["queued", "leased", "running", "succeeded", "failed", "cancelled"]);
export type JobState = z.infer<typeof JobState>;

/**
 * What the job is asked to do. `change` writes code, `review` judges a head, `verify` re-runs a claim, `plan` chooses what is next,
 * `check` runs the project's own commands, `compound` reads what has been merged,
 * `revert` undoes a merge.
 */
export const JobKind = z.enum(["change", "review", "verify", "plan", "check", "compound", "revert"]);
export type JobKind = z.infer<typeof JobKind>;

/** Why a job ended. */
export const Outcome = z.enum([
  "success",
  "verified",
  "question",
  "no_change",
  "exit_code",
  "timed_out",
  "stalled",
  "output_limit",
  "memory_limit",
  "disk_limit",
  "malformed_outputs",
  "merge_conflict",
  "lease_expired",
  "rate_limited",
  "guard_denied",
  "spawn_failed",
  "infra",
  "cancelled",
  "superseded",
]);
export type Outcome = z.infer<typeof Outcome>;

/** The outcomes a runner may report; the others are decided by the brain alone. */
export const ReportedOutcome = Outcome.exclude(["lease_expired", "superseded"]);
export type ReportedOutcome = z.infer<typeof ReportedOutcome>;
