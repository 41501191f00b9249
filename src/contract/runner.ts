/**
 * The runner protocol: what a self-hosted runner and the Worker say to one another, over HTTPS with JSON.
 *
 * Order of calls for one runner:
 *   register (once, with a one-time token)  →  credential
 *   socket (optional wake-up)  and  claim (the truth, polled every `pollSecs` of its file)
 *   for each job: start → extend every third of the lease → log chunks → git push through the gate → finish
 *
 * Who retries: the runner retries every call until it is answered; `claim` and `finish` carry a request key, and
 * the same key gets the same answer, so a lost answer costs nothing. `204` from claim means "nothing for you
 * now". After `410` on a job call the runner stops the process group and says no more about that job.
 * Only durations travel, never timestamps: the brain's clock decides.
 *
 * Endpoints, all below `/api/v1`, `Authorization: Bearer <credential>`:
 *   POST runners/register            RegisterRequest  → RegisterResponse
 *   GET  runner/socket               WebSocket; the server sends WakeUp, the client sends "ping"
 *   POST runner/claim                ClaimRequest     → ClaimResponse | 204
 *   POST runner/probe                ProbeRequest     → ProbeOffer | 204 (src/contract/probe.ts)
 *   POST runner/probe/:probe/finish  ProbeFinish      → FinishResponse
 *   POST jobs/:job/start             StartRequest     → ExtendResponse
 *   POST jobs/:job/extend            ExtendRequest    → ExtendResponse
 *   PUT  jobs/:job/log?epoch=&offset=  bytes          → LogResponse
 *   POST jobs/:job/finish            FinishRequest    → FinishResponse
 *   git  /git/:job/:epoch            smart HTTP, Basic auth: user `runner`, password = credential
 *   GET  /git/:job/:epoch/tips?branch=…&branch=…     TipsResponse; the same Basic auth. Lets a warm mirror skip a fetch.
 */
import * as z from "zod";
import { Trouble, Usage } from "./agent-run.ts";
import { Unproven } from "./canary.ts";
import { AllowedHost } from "./config/network.ts";
import { JobKind, ReportedOutcome, Role } from "./job.ts";
import { Layers } from "./layer.ts";
import { Machine } from "./machine.ts";
import { Name, Sha } from "./names.ts";
import { AgentOutputs } from "./outputs.ts";

/** Sent with every call as `adf-contract` and `adf-build`. */
export const CONTRACT_HEADER = "adf-contract";
export const BUILD_HEADER = "adf-build";
/** In the Worker's answer to a claim, beside its own contract and build: the hash of the configuration that it runs. */
export const CONFIG_HEADER = "adf-config";
/** In the Worker's answer to a claim, with any value: there is a probe for this runner to run. */
export const PROBE_HEADER = "adf-probe";

/** An agent CLI on a runner's machine; `hooked`: it asks the guard before each tool. */
const OfferedCli = z.strictObject({
  id: z.string().min(1).max(60),
  version: z.string().max(100),
  hooked: z.boolean().default(false),
});

/** What one runner can do, declared at each claim: the agent CLIs on its machine, and what fences them there. */
export const Capabilities = z.strictObject({
  clis: z.array(OfferedCli).max(30),
  layers: Layers,
  /** CLIs that are there and take no jobs: each did not ask the guard when the runner tried it. */
  unproven: z.array(Unproven).max(30).default([]),
  /** What it found of its machine; null before it looked. */
  machine: Machine.nullable().default(null),
  labels: z.array(z.string().min(1).max(60)).max(30).default([]),
});
export type Capabilities = z.infer<typeof Capabilities>;

export const RegisterRequest = z.strictObject({ token: z.string().min(1).max(200), name: Name });
export const RegisterResponse = z.strictObject({ runner: z.string(), credential: z.string() });
export type RegisterRequest = z.infer<typeof RegisterRequest>;
export type RegisterResponse = z.infer<typeof RegisterResponse>;

/** `wake`: there may be a job. `probe`: there is a probe, for which no slot has to be free. */
export const WakeUp = z.strictObject({ type: z.enum(["wake", "probe"]) });
export type WakeUp = z.infer<typeof WakeUp>;

export const ClaimRequest = z.strictObject({
  /** Made by the runner, new for each free slot it wants to fill. The same key gets the same job. */
  request_key: z.uuid(),
  /** False: nothing is taken now, and it asks only so that the Worker hears why. The answer is 204. */
  taking: z.boolean().default(true),
  capabilities: Capabilities,
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

/** Where the runner gets the code and what tree it lays out. */
export const CheckoutPlan = z.strictObject({
  /** Path on the Worker below which smart HTTP answers: `/git/<job>/<epoch>`. */
  git_path: z.string(),
  /** The branch that takes the result: what main is called on this forge. */
  base: z.string(),
  /** The only branch the gate lets this job push. */
  branch: z.string(),
  /**
   * `base`: the tip of `base`. `branch`: the tip of `branch`, or of `base` where it does not exist yet.
   * `merge`: the merge of `head_sha` into the tip of `base`, made by the runner; a conflict ends the job
   * as `merge_conflict`.
   */
  from: z.enum(["base", "branch", "merge"]),
  head_sha: Sha.nullable(),
  /** The ref that keeps what a stopped agent had, apart from every branch; null for a job that writes nothing. */
  checkpoint_ref: z.string().nullable(),
  /** What stands there and is not on the branch yet: the job begins from it instead. */
  checkpoint_sha: Sha.nullable(),
});
export type CheckoutPlan = z.infer<typeof CheckoutPlan>;

/** Where branches stand on the forge now; null for one that does not exist. */
export const TipsResponse = z.strictObject({ tips: z.record(z.string(), Sha.nullable()) });
export type TipsResponse = z.infer<typeof TipsResponse>;

export const JobLimits = z.strictObject({
  lease_secs: z.number().positive(),
  wall_secs: z.number().positive(),
  /** No output for this long is a stall. Heartbeats are not progress. */
  stall_secs: z.number().positive(),
  /** Between SIGTERM and SIGKILL. */
  grace_secs: z.number().positive(),
  output_bytes: z.int().positive(),
});
export type JobLimits = z.infer<typeof JobLimits>;

/** What the owner refuses besides the guard's own rules, and lets through today; see `[[guard_rules]]`. */
export const OfferedPolicy = z.strictObject({
  deny: z.array(z.strictObject({ name: z.string(), command: z.string(), reason: z.string() })),
  allow: z.array(z.strictObject({ rule: z.string(), command: z.string() })),
});

/** What the job's agent may reach; a mode without a word for it here is the machine's own network. */
export const OfferedNetwork = z.strictObject({
  mode: z.enum(["allow-list", "none"]),
  hosts: z.array(AllowedHost).max(100),
});
export type OfferedNetwork = z.infer<typeof OfferedNetwork>;

export const JobOffer = z.strictObject({
  job: z.string(),
  epoch: z.int().positive(),
  project: Name,
  agent: Name,
  role: Role,
  kind: JobKind,
  /** 0 for a plan, which is about none in particular. */
  issue: z.int().nonnegative(),
  pull_request: z.int().positive().nullable(),
  attempt: z.int().positive(),
  /** The agent CLI to run and the model alias to ask it for; of a `check` no CLI: its `prompt` is a shell script. */
  cli: z.string(),
  provider: z.string(),
  model: z.string(),
  prompt: z.string(),
  /** Nothing of an earlier attempt's conversation is taken up; what stands on the branch stays. */
  fresh: z.literal(true).optional(),
  checkout: CheckoutPlan,
  limits: JobLimits,
  /**
   * `require`: no agent of this job may run outside a sandbox; absent where a runner decides by itself. Only sent when it
   * says something, so that a runner of an older build, which could not obey, refuses these jobs and no others.
   */
  sandbox: z.literal("require").optional(),
  /** Absent where it has the machine's own. */
  network: OfferedNetwork.optional(),
  guard: OfferedPolicy,
});
export type JobOffer = z.infer<typeof JobOffer>;

/** What an agent CLI is run with, for a job or for a probe: everything but the code. */
export type AgentOrder = Omit<JobOffer, "checkout" | "pull_request">;

export const ClaimResponse = z.strictObject({ offer: JobOffer });
export type ClaimResponse = z.infer<typeof ClaimResponse>;

export const StartRequest = z.strictObject({ epoch: z.int().positive(), base_sha: Sha.nullable() });
export type StartRequest = z.infer<typeof StartRequest>;

export const ExtendRequest = z.strictObject({
  epoch: z.int().positive(),
  /** Seconds since the agent last printed something. Shown to people; stalls are judged by the runner. */
  quiet_secs: z.number().nonnegative(),
});
export type ExtendRequest = z.infer<typeof ExtendRequest>;

export const ExtendResponse = z.strictObject({
  /** The lease now ends this many seconds after the answer was made. */
  lease_secs: z.number().nonnegative(),
  /** A sentence when the brain wants the job stopped; null to go on. */
  cancel: z.string().nullable(),
});
export type ExtendResponse = z.infer<typeof ExtendResponse>;

export const LogResponse = z.strictObject({ next_offset: z.int().nonnegative() });
export type LogResponse = z.infer<typeof LogResponse>;

export const JobReport = z.strictObject({
  outcome: ReportedOutcome,
  /** One bounded sentence of evidence: exit status and the end of stderr, the conflicted files, … */
  detail: z.string().max(4_000),
  exit_code: z.int().nullable(),
  base_sha: Sha.nullable(),
  /** What was pushed to the job's branch; null when nothing was. */
  head_sha: Sha.nullable(),
  /** What was kept on the checkpoint ref when the agent was stopped; null when nothing was. Never a delivery. */
  checkpoint_sha: Sha.nullable(),
  changed_files: z.array(z.string().max(500)).max(300),
  outputs: AgentOutputs.nullable(),
  /** Why the outputs file was refused; its commits are kept all the same. */
  outputs_problem: z.string().max(2_000).nullable(),
  usage: Usage,
  /** The model that answered, in its provider's spelling: what an alias became. Null when the CLI does not say. */
  model: z.string().max(200).nullable(),
  /** The CLI's name for the conversation. */
  session: z.string().max(200).nullable(),
  /** How many tool calls the CLI's own rules or its guard refused. */
  denials: z.int().nonnegative(),
  /** What was wrong with the model or its provider; null when it answered. */
  trouble: Trouble.nullable(),
});
export type JobReport = z.infer<typeof JobReport>;

export const FinishRequest = z.strictObject({
  epoch: z.int().positive(),
  request_key: z.uuid(),
  report: JobReport,
});
export type FinishRequest = z.infer<typeof FinishRequest>;

/** `accepted: false` is final: the epoch was old or the job had ended; `reason` says which. */
export const FinishResponse = z.strictObject({ accepted: z.boolean(), reason: z.string() });
export type FinishResponse = z.infer<typeof FinishResponse>;

/** The body of every refusal: what, why, and what to do. */
export const Refusal = z.strictObject({ error: z.string(), message: z.string() });
export type Refusal = z.infer<typeof Refusal>;
