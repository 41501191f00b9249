/**
 * The orchestrator's configuration: the one schema behind the TOML file, the Worker's parser and the types.
 * Every section but `[gitea]`, `[[projects]]` and `[[agents]]` has a full default, so a missing section can never
 * stop the start; an unknown key is an error, so a misspelt one cannot be lost silently.
 */
import * as z from "zod";
import { Role } from "./job.ts";
import { Name, RepoPath } from "./names.ts";

/** Every key of a section has a default, so an absent section is the empty one. */
const section = <S extends Record<string, z.ZodDefault<z.ZodType> | z.ZodPrefault<z.ZodType>>>(shape: S) =>
  z.strictObject(shape).prefault({} as never);
const secs = (fallback: number) => z.number().positive().default(fallback);

/** Five-field cron expression; checked by the scheduler's own parser when the file is loaded. */
const Cron = z.string().min(9).max(100);

export const AgentConfig = z.strictObject({
  name: Name,
  role: Role,
  /** The project it works for; may be left out when there is only one. */
  project: Name.optional(),
  /** Which of the forge accounts (a key of the secret FORGE_TOKENS) writes for it. Defaults to its role. */
  account: z.string().min(1).max(60).optional(),
  /** Jobs at one time. */
  slots: z.int().min(1).max(16).default(1),
  enabled: z.boolean().default(true),
  /** Used when no scenario route fits, never instead of one. */
  cli: z.string().optional(),
  model: z.string().optional(),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

export const ProjectConfig = z.strictObject({
  name: Name,
  repo: RepoPath,
  branch: z.string().min(1).default("main"),
  /** When the coordinator looks for work of its own accord. */
  schedule: Cron.default("0 1-9 * * *"),
  timezone: z.string().default("UTC"),
  /**
   * `schedule`: picks only in the hours its schedule names, and at each end of a job within them.
   * `always`: at any time (the sample project).
   */
  active: z.enum(["schedule", "always"]).default("schedule"),
  enabled: z.boolean().default(true),
});
export type ProjectConfig = z.infer<typeof ProjectConfig>;

export const ProviderConfig = z.strictObject({
  id: z.string().min(1).max(60),
  enabled: z.boolean().default(true),
});

export const OrchestratorConfig = z.strictObject({
  factory: section({
    name: Name.default("factory"),
    enabled: z.boolean().default(true),
  }),
  gitea: z.strictObject({
    url: z.url(),
    /** Logins whose issues and mentions are acted on. Their numeric ids are pinned when first seen. */
    trusted: z.array(z.string().min(1)).min(1),
  }),
  webhook: section({ max_body_bytes: z.int().positive().default(1_048_576) }),
  mentions: section({
    /** A mention may cause another, which may cause another: this many times. */
    max_hops: z.int().min(0).max(10).default(3),
    /** The poll that repairs lost deliveries runs every this many ticks. */
    poll_ticks: z.int().min(1).max(60).default(2),
    max_agents: z.int().min(1).max(20).default(5),
  }),
  routing: section({
    /** The tier an agent's work lands in when no synonym matches, by role. */
    default_tiers: section({
      coordinator: z.string().default("planning_tier"),
      developer: z.string().default("implementation_tier"),
      reviewer: z.string().default("review_tier"),
      qa: z.string().default("review_tier"),
    }),
  }),
  review_gate: section({
    /** The agent whose verdict lets a pull request be merged. */
    agent: Name.default("reviewer"),
    context: z.string().default("adf/review"),
  }),
  limits: section({
    attempts: z.int().min(1).max(20).default(5),
    /** Attempts in a row that left everything as it was. */
    no_progress: z.int().min(1).max(10).default(2),
    open_items: z.int().min(1).max(500).default(50),
    heartbeat_secs: secs(15),
    suspect_secs: secs(45),
    lease_secs: secs(90),
    stall_secs: secs(300),
    wall_secs: secs(3_600),
    grace_secs: secs(10),
    output_bytes: z.int().positive().default(10_000_000),
    backoff_secs: secs(30),
    backoff_max_secs: secs(900),
    breaker_failures: z.int().positive().default(20),
    breaker_window_secs: secs(1_800),
    breaker_half_open_secs: secs(600),
  }),
  runner: section({ poll_secs: secs(15) }),
  projects: z.array(ProjectConfig).min(1).max(20),
  agents: z.array(AgentConfig).min(1).max(100),
  providers: z.array(ProviderConfig).max(30).default([]),
});
export type OrchestratorConfig = z.infer<typeof OrchestratorConfig>;
