/**
 * Probes: one tiny real prompt through the real CLI, to learn whether a way to a model works before an issue depends on it.
 * What the Worker and a runner say of one (`POST runner/probe` and `runner/probe/:probe/finish`), and what `adf probe` asks and
 * is told (`POST /api/v1/probes`, `GET /api/v1/probes`).
 */
import * as z from "zod";
import { Trouble, TroubleKind, Usage } from "./agent-run.ts";
import { Capabilities, JobLimits, OfferedNetwork } from "./runner.ts";

export const ProbeRequest = z.strictObject({
  /** New for each probe the runner would run; the same key gets the same probe. */
  request_key: z.uuid(),
  capabilities: Capabilities,
  /** The first question since the runner was started: somebody may have mended its logins meanwhile. */
  started: z.boolean(),
});
export type ProbeRequest = z.infer<typeof ProbeRequest>;

export const ProbeOffer = z.strictObject({
  probe: z.string().min(1).max(60),
  cli: z.string(),
  provider: z.string(),
  model: z.string(),
  prompt: z.string(),
  /** A word that the prompt asks for: with it in the answer, the answer is no error message. */
  expects: z.string().min(1),
  limits: JobLimits.omit({ lease_secs: true }),
  /** As with a job: it runs inside a sandbox or not at all. */
  sandbox: z.literal("require").optional(),
  /** Absent where it has the machine's own. */
  network: OfferedNetwork.optional(),
});
export type ProbeOffer = z.infer<typeof ProbeOffer>;

export const ProbeReport = z.strictObject({
  /**
   * `answered`: exit 0, and the model wrote tokens. `handshake`: a CLI without a model works. `failed`: anything else that came of
   * asking; `trouble` says what. `not_run`: nobody was asked, for a reason of this runner, which says nothing of the provider.
   */
  result: z.enum(["answered", "handshake", "failed", "not_run"]),
  /** Of `failed`. */
  trouble: Trouble.nullable(),
  /** One bounded sentence of evidence. */
  detail: z.string().max(1_000),
  usage: Usage,
  /** The model that answered, in its provider's spelling. */
  model: z.string().max(200).nullable(),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

export const ProbeFinish = z.strictObject({ report: ProbeReport });
export type ProbeFinish = z.infer<typeof ProbeFinish>;

/** Of these providers; of all when empty. */
export const ProbeAsk = z.strictObject({ providers: z.array(z.string().min(1).max(60)).max(30) });
export type ProbeAsk = z.infer<typeof ProbeAsk>;

/** One way to a model as one runner has it. */
export const ProbeView = z.strictObject({
  cli: z.string(),
  provider: z.string(),
  /** The alias that routes name. */
  model: z.string(),
  runner: z.string(),
  /**
   * `no_cli`: the runner does not have it, which says nothing of the provider. `unproved`: nobody was asked, `detail` says why.
   * `unasked`: not probed yet. `waiting`, `running`: on its way.
   */
  state: z.enum(["healthy", "unhealthy", "unproved", "no_cli", "unasked", "waiting", "running"]),
  /** Of `unhealthy`. */
  failure: TroubleKind.nullable(),
  detail: z.string().nullable(),
  /** What a person can do about it. */
  next: z.string().nullable(),
  /** The model that answered; null where none did, and where the CLI has none. */
  answered: z.string().nullable(),
  /** It is a CLI without a model, and was asked only whether it is there. */
  no_model: z.boolean(),
  tokens: z.strictObject({ input: z.int(), cached: z.int(), output: z.int() }).nullable(),
  seconds: z.number().nullable(),
  usd: z.number().nullable(),
  age_secs: z.number().nullable(),
  /** Until it is probed again by itself; null where it is not. */
  again_secs: z.number().nullable(),
});
export type ProbeView = z.infer<typeof ProbeView>;

/** What was probed today, in all. */
export const ProbesToday = z.strictObject({
  probes: z.int(),
  most: z.int(),
  usd: z.number(),
  reserved_usd: z.number(),
});

export const ProbeBoard = z.strictObject({
  ways: z.array(ProbeView),
  today: ProbesToday,
  /** What was asked for and is not begun, with why. */
  withheld: z.string().nullable(),
});
export type ProbeBoard = z.infer<typeof ProbeBoard>;
