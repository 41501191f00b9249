/** The answer of `GET /api/v1/state`: what the factory knows, for terminals, pages and scripts. */
import * as z from "zod";
import { Unproven } from "./canary.ts";
import { CompoundView } from "./compound.ts";
import { Mode } from "./config.ts";
import { Identity } from "./deployment.ts";
import { JobKind, JobState, Outcome } from "./job.ts";
import { Layers } from "./layer.ts";
import { Machine } from "./machine.ts";
import { ProbeBoard } from "./probe.ts";

export const JobView = z.strictObject({
  id: z.string(),
  agent: z.string(),
  kind: JobKind,
  state: JobState,
  attempt: z.int(),
  epoch: z.int().nullable(),
  outcome: Outcome.nullable(),
  detail: z.string().nullable(),
  runner: z.string().nullable(),
  /** While it is queued: what it waits for that the runners which asked do not have, or that its agent is switched off. */
  waits: z.string().nullable().default(null),
  tier: z.string(),
  cli: z.string(),
  model: z.string(),
  seconds: z.number().nullable(),
  /** Null until it has ended; `priced_by` says on whose word. */
  usd: z.number().nullable(),
  priced_by: z.string().nullable(),
});

/** What was used of one thing; `reserved_usd` is set aside for jobs that run. */
export const SpendView = z.strictObject({
  attempts: z.int(),
  sessions: z.int(),
  tokens: z.int(),
  usd: z.number(),
  reserved_usd: z.number(),
});
export type SpendView = z.infer<typeof SpendView>;

/** A condition that people were told of and that still holds. */
export const AlertView = z.strictObject({
  key: z.string(),
  title: z.string(),
  since_secs: z.number(),
  /** The issue that tells it, once it stands. */
  issue: z.int().nullable(),
});
export type AlertView = z.infer<typeof AlertView>;

/** What a person has stopped. `left` counts what still runs of it; with a drain, at 0, it is done. */
export const StopView = z.strictObject({
  scope: z.enum(["everything", "project", "agent", "runner"]),
  name: z.string(),
  verb: z.enum(["pause", "drain"]),
  by: z.string(),
  why: z.string(),
  since_secs: z.number(),
  left: z.int(),
});
export type StopView = z.infer<typeof StopView>;

export const WorkItemView = z.strictObject({
  id: z.string(),
  issue: z.int(),
  title: z.string(),
  phase: z.string(),
  agent: z.string(),
  rank: z.number().nullable(),
  attempts: z.int(),
  seconds: z.number(),
  spend: SpendView,
  pull_request: z.int().nullable(),
  merged_sha: z.string().nullable(),
  /** Set when parked: the question a person must answer. */
  park_reason: z.string().nullable(),
  jobs: z.array(JobView),
});
export type WorkItemView = z.infer<typeof WorkItemView>;

export const IssueView = z.strictObject({
  number: z.int(),
  title: z.string(),
  state: z.enum(["open", "closed"]),
  author: z.string(),
  rank: z.number().nullable(),
  /** Why the coordinator may not take it now: blocked, cycle, held, outsider, parked, …; null when it may. */
  held_by: z.string().nullable(),
});

/** How far a project's records have come on their way to the log store. */
export const ShippingView = z.strictObject({
  enabled: z.boolean(),
  index: z.string(),
  /** Number of the newest record. */
  newest: z.int(),
  /** Up to here everything was handed over once. */
  sent: z.int(),
  /** Up to here the index was asked, and has everything but the repairs and the dead. */
  proved: z.int(),
  /** Since the oldest record was written that was not handed over; null when none waits. */
  waiting_secs: z.number().nullable(),
  repairs: z.int(),
  dead: z.int(),
  dead_examples: z.array(z.strictObject({ seq: z.int(), reason: z.string() })),
  /** What the log store last answered, while it is not well. */
  trouble: z.string().nullable(),
});
export type ShippingView = z.infer<typeof ShippingView>;

/** An agent that nightwatch found not to be well, and what it did about it. */
export const NightwatchView = z.strictObject({
  agent: z.string(),
  level: z.enum(["minor", "moderate", "severe", "critical"]),
  drift: z.number(),
  signs: z.array(z.string()),
  step: z.enum(["noted", "fresh", "paused", "escalated"]),
  since_secs: z.number(),
  /** Until it is tried again; null while it works. */
  paused_for_secs: z.number().nullable(),
});
export type NightwatchView = z.infer<typeof NightwatchView>;

/** What notifiers have to tell. `dead`: given up; the newest of them are the examples. */
export const NoticesView = z.strictObject({
  pending: z.int(),
  dead: z.int(),
  dead_examples: z.array(z.strictObject({ notifier: z.string(), title: z.string(), error: z.string() })),
});
export type NoticesView = z.infer<typeof NoticesView>;

export const ProjectView = z.strictObject({
  name: z.string(),
  repo: z.string(),
  schedule: z.string(),
  timezone: z.string(),
  next_run_ms: z.number().nullable(),
  paused: z.boolean(),
  /** True when nothing is queued, running, waiting for the forge, or ready to be picked. */
  settled: z.boolean(),
  mode: Mode,
  /** Why it is settled although there is work: only a person moves it on. Null otherwise. */
  waits_for: z.enum(["approval", "promotion"]).nullable(),
  synced: z.boolean(),
  /** Of this day, in UTC. */
  spend: z.strictObject({
    today: SpendView,
    cap_usd: z.number(),
    agents: z.array(z.strictObject({ agent: z.string(), today: SpendView })),
  }),
  alerts: z.array(AlertView),
  /** Who chooses what is next: the rank alone, or an agent's model among what is ready. */
  coordinator: z.strictObject({
    agent: z.string().nullable(),
    /** Whether it is being asked now. */
    asked: z.boolean(),
    /** How its last answer ended: `followed`, or why it was not; null before the first. */
    last: z.strictObject({ outcome: z.string(), sentence: z.string(), secs_ago: z.number() }).nullable(),
  }),
  compound_review: CompoundView,
  breaker: z.enum(["closed", "open", "half_open"]),
  /** Agents whose jobs could not begin, with what the last one said. */
  quarantine: z.array(z.strictObject({ agent: z.string(), detail: z.string() })),
  stops: z.array(StopView),
  nightwatch: z.array(NightwatchView),
  issues: z.array(IssueView),
  work_items: z.array(WorkItemView),
  records: ShippingView,
  /** `proposed`: waits for a person. `pending`: waits for the forge. `dead`: refused, denied or withdrawn. */
  /** Of a Worker older than this: none. */
  notices: NoticesView.default({ pending: 0, dead: 0, dead_examples: [] }),
  effects: z.strictObject({ proposed: z.int(), pending: z.int(), dead: z.int() }),
});

export const RunnerView = z.strictObject({
  id: z.string(),
  name: z.string(),
  build: z.string(),
  connected: z.boolean(),
  last_seen_secs: z.number().nullable(),
  clis: z.array(z.string()),
  /** What fences its agents. */
  layers: Layers,
  /** Agent CLIs on its machine that take no jobs, because their guard did not answer. */
  unproven: z.array(Unproven).default([]),
  /** What it found of its machine before it takes work; null where it did not say. */
  machine: Machine.nullable().default(null),
  /** The projects it gets jobs of, by [[runners]]; null from a Worker that does not say. */
  serves: z.array(z.string()).nullable().default(null),
});

/** One way to a model, as jobs and probes found it. */
export const ProviderView = z.strictObject({
  /** `claude anthropic`, or `claude anthropic sonnet` where one model is meant. */
  way: z.string(),
  state: z.enum(["healthy", "blocked", "half_open"]),
  reason: z.string().nullable(),
  /** Until it is tried again; null where it is well. */
  for_secs: z.number().nullable(),
});
export type ProviderView = z.infer<typeof ProviderView>;

/** What all projects share. */
export const SharedView = z.strictObject({
  breaker: z.enum(["closed", "open", "half_open"]),
  today: SpendView,
  month: SpendView,
  day_cap_usd: z.number(),
  month_cap_usd: z.number(),
  providers: z.array(ProviderView),
  /** What each alias is answered by, where CLIs say so. */
  models: z.array(z.strictObject({ way: z.string(), model: z.string(), before: z.string().nullable() })),
  /** What asking each way came to, on the runners that are there. */
  probes: ProbeBoard,
});
export type SharedView = z.infer<typeof SharedView>;

export const FactoryState = z.strictObject({
  ...Identity.shape,
  contract: z.int(),
  /** The runner that belongs to this Worker; null where no deploy said it. */
  runner_build: z.string().nullable(),
  projects: z.array(ProjectView),
  runners: z.array(RunnerView),
  shared: SharedView,
});
export type FactoryState = z.infer<typeof FactoryState>;
export type JobView = z.infer<typeof JobView>;
export type RunnerView = z.infer<typeof RunnerView>;
export type IssueView = z.infer<typeof IssueView>;
export type ProjectView = z.infer<typeof ProjectView>;
