/**
 * What `adf doctor` asks the Worker: `GET /api/v1/checks` (what its objects know, no network) and
 * `POST /api/v1/checks/forge?project=` (the forge as the Worker itself reaches it, with its own tokens).
 * Ages are durations by the Worker's clock; `now_ms` is that clock, to be compared with others.
 */
import * as z from "zod";
import { Via } from "./config/forge.ts";
import { Mode } from "./config/project.ts";
import { Identity } from "./deployment.ts";
import { Role } from "./job.ts";

/** A call that did not give what was asked for: the forge's reason and one bounded sentence. */
export const Problem = z.strictObject({ reason: z.string(), detail: z.string() });
export type Problem = z.infer<typeof Problem>;

export const AccountFacts = z.strictObject({
  /** The key of the token: coordinator, developer, … */
  account: z.string(),
  login: z.string().nullable(),
  problem: Problem.nullable(),
  /** As the forge itself lists them; null where it cannot be asked (Gitea before 1.27). */
  scopes: z.array(z.string()).nullable(),
  /** On the repository; null where it could not be read. */
  permission: z.string().nullable(),
  /** Why the issues of the repository cannot be read with this token; null when they can. */
  issues_problem: Problem.nullable(),
});
export type AccountFacts = z.infer<typeof AccountFacts>;

export const HookFacts = z.strictObject({
  id: z.int(),
  url: z.string(),
  active: z.boolean(),
  events: z.array(z.string()),
});
export type HookFacts = z.infer<typeof HookFacts>;

export const BranchFacts = z.strictObject({
  name: z.string(),
  protected: z.boolean(),
  contexts: z.array(z.string()),
  approvals: z.int(),
});
export type BranchFacts = z.infer<typeof BranchFacts>;

/** One forge and one of its repositories, seen from one place. */
export const ForgeFacts = z.strictObject({
  url: z.string(),
  repo: z.string(),
  /** How the asker reaches it; an older Worker does not say, and knows one way. */
  via: Via.default("direct"),
  /** Null when it answered. Then everything below is unasked. */
  unreachable: z.string().nullable(),
  /** The forge's reason for `unreachable`, as in access_refused or malformed. */
  unreachable_reason: z.string().nullable().default(null),
  version: z.string().nullable(),
  took_ms: z.number(),
  /** The forge's clock minus the asker's, to the second that the Date header gives; null without one. */
  clock_ms: z.number().nullable(),
  accounts: z.array(AccountFacts),
  /** Null when it was read; also for a repository that nobody was asked for. */
  repo_problem: Problem.nullable(),
  branch: BranchFacts.nullable(),
  /** Null where no token may list them; `hooks_problem` says why. */
  hooks: z.array(HookFacts).nullable(),
  hooks_problem: Problem.nullable(),
});
export type ForgeFacts = z.infer<typeof ForgeFacts>;

const age = z.number().nonnegative().nullable();

export const ProjectChecks = z.strictObject({
  name: z.string(),
  repo: z.string(),
  branch: z.string(),
  mode: Mode,
  enabled: z.boolean(),
  review_context: z.string(),
  /** The statuses of its gates, each; empty where a single gate has none of its own. */
  gate_contexts: z.array(z.string()).default([]),
  /** Whether a red check of somebody else goes back to the developer. */
  reads_checks: z.boolean().default(false),
  agents: z.array(
    z.strictObject({ name: z.string(), role: Role, account: z.string(), enabled: z.boolean() }),
  ),
  /** Since the tick's cron last came; null when it never did. */
  tick_secs: age,
  /** Since the queue's consumer last read the forge to the end of a page. */
  read_secs: age,
  /** Since a webhook of this repository last arrived with the right signature. */
  heard_secs: age,
  /** Since the poll last found something that no webhook had told. */
  found_secs: age,
  breaker: z.enum(["closed", "open", "half_open"]),
  /** Writes other than merges that the forge refused for good within the last day, and its word on the newest. */
  refused: z.strictObject({ count: z.int(), last: z.string().nullable() }),
  /** Number of the newest entry of the journal. */
  journal_seq: z.int().nonnegative(),
});
export type ProjectChecks = z.infer<typeof ProjectChecks>;

export const WorkerChecks = z.strictObject({
  now_ms: z.number(),
  ...Identity.shape,
  contract: z.int(),
  /** The runner made from the same sources as this Worker; null where no deploy said it. */
  runner_build: z.string().nullable(),
  factory_enabled: z.boolean(),
  forge_url: z.string(),
  /** Keys of FORGE_TOKENS; never a token. */
  accounts: z.array(z.string()),
  /** The one backoff gate in front of the forge: how often it failed in a row, and for how long it is shut. */
  forge_gate: z.strictObject({ failures: z.int(), shut_secs: z.number() }),
  /** Who is told outside the forge; none of a Worker that is older than this. */
  notifiers: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(["webhook", "ntfy"]),
        host: z.string(),
        least: z.string(),
        /** Whether NOTIFIER_SECRETS has an entry for it. */
        secret: z.boolean(),
        /** In a row, and for how long it is not asked now. */
        failures: z.int(),
        shut_secs: z.number(),
      }),
    )
    .default([]),
  projects: z.array(ProjectChecks),
});
export type WorkerChecks = z.infer<typeof WorkerChecks>;

/** What differs between the index and what the records need. */
const IndexDifference = z.strictObject({
  kind: z.enum(["add", "change", "stuck"]),
  field: z.string(),
  message: z.string(),
});

/** The answer of `POST /api/v1/checks/quickwit`: the log store as the Worker itself reaches it. */
export const LogStoreChecks = z.strictObject({
  enabled: z.boolean(),
  url: z.string(),
  index: z.string(),
  /** Why it could not be asked; null when it answered. */
  trouble: z.string().nullable(),
  /** It answered, and has no such index. */
  absent: z.boolean(),
  differences: z.array(IndexDifference),
});
export type LogStoreChecks = z.infer<typeof LogStoreChecks>;
