/** The answer of `GET /api/v1/projects/:project/routes`: a page of the routes that were taken, each with what it was decided from. */
import * as z from "zod";
import { Model } from "./config/models.ts";
import { JobKind, Role } from "./job.ts";
import { ReadyView } from "./ranking.ts";

/** What a person asks of one job; the order is that of `adf route`'s words. */
export const Wish = z.strictObject({
  model: z.string().exactOptional(),
  cli: z.string().exactOptional(),
  provider: z.string().exactOptional(),
  tier: z.string().exactOptional(),
});
export type Wish = z.infer<typeof Wish>;

/** A route's decision without its scenarios and its text, so that it can be made again with others. */
export const RouteGiven = z.strictObject({
  /** Fingerprint of the text that was routed, to know it again. */
  text: z.string(),
  scenario_version: z.string(),
  role: Role,
  default_tier: z.string(),
  /** What the runner had. */
  clis: z.array(z.string()),
  /** Providers that were switched off. */
  unhealthy: z.array(z.string()),
  /** Ways that could not be taken at that moment. */
  against: z.array(
    z.strictObject({
      cli: z.string(),
      provider: z.string(),
      model: z.string(),
      reason: z.enum(["provider_unhealthy", "provider_budget"]),
      detail: z.string(),
    }),
  ),
  agent_cli: z.string().nullable(),
  agent_model: z.string().nullable(),
  agent_pin: z.boolean(),
  /** Whether only what has a model would do. */
  needs_model: z.literal(true).exactOptional(),
  /** Families of the models that wrote what was judged; absent where nothing was. */
  authors: z.array(z.string()).exactOptional(),
  /** Absent in what older builds kept, as the two below are. */
  job: Wish.exactOptional(),
  project_cli: z.string().exactOptional(),
  project_model: z.string().exactOptional(),
  /** The owner's `[[models]]`. */
  models: z.array(Model).exactOptional(),
});
export type RouteGiven = z.infer<typeof RouteGiven>;

/** A route's decision in full, as it was recorded. Loose: a later build may have recorded more. */
export const RouteRecord = z.looseObject({
  tier: z.string(),
  priority: z.number().nullable(),
  provider: z.string(),
  model: z.string(),
  cli: z.string(),
  free: z.boolean(),
  source: z.enum(["job", "agent_pin", "scenario", "agent_default", "project_default"]),
  fallback: z.boolean(),
  degraded: z.boolean(),
  /** Absent in records that are older than this. */
  apart: z.boolean().nullable().default(null),
  matched: z.array(z.strictObject({ term: z.string(), tier: z.string(), offset: z.int() })),
  losers: z.array(z.strictObject({ tier: z.string(), priority: z.number(), matched: z.array(z.string()) })),
  skipped: z.array(
    z.strictObject({
      provider: z.string(),
      model: z.string(),
      cli: z.string(),
      reason: z.enum([
        "provider_unhealthy",
        "provider_budget",
        "cli_missing",
        "requirement_unmet",
        "author_family",
      ]),
      detail: z.string().exactOptional(),
    }),
  ),
  /** Empty where an older build recorded only which were lost. */
  overrides: z
    .array(
      z.strictObject({
        source: z.enum(["job", "agent_pin", "agent_default", "project_default"]),
        wanted: Wish,
        outcome: z.enum(["won", "agrees", "lost"]),
        why: z.string(),
      }),
    )
    .default([]),
  reason: z.string(),
  scenario_version: z.string(),
});

/** Why the coordinator took an issue up when it did, and gave it to whom it did. */
export const Chosen = z.strictObject({
  /** What decided for the agent: a label that it handles, its tier, that it is an idle developer, or the coordinator's model. */
  by: z.enum(["label", "tier", "developer", "model"]),
  /** The evidence, in words that follow the agent's name. */
  why: z.string(),
  /** How the issue stood among those that were ready, from 1. */
  place: z.int(),
  of: z.int(),
  issue: ReadyView,
  /** What would have been next. */
  next: z.array(z.strictObject({ number: z.int(), rank: z.number() })),
});
export type Chosen = z.infer<typeof Chosen>;

export const TakenRoute = z.strictObject({
  job: z.string(),
  /** 0 of a plan, null when its work item is not there any more. */
  issue: z.int().nullable(),
  agent: z.string(),
  kind: JobKind,
  route: z.strictObject({ tier: z.string(), provider: z.string(), model: z.string(), cli: z.string() }),
  /** The task as it is stored now; null when its work item is not there any more. */
  text: z.string().nullable(),
  /** Null for jobs of a build that did not keep it. */
  given: RouteGiven.nullable(),
  /** Null where it was recorded by a build that recorded less. */
  decision: RouteRecord.nullable(),
  /** Null where a mention asked for the work, and of work older than this field. */
  chosen: Chosen.nullable(),
  /** The event that the work began with; null when its work item is not there any more. */
  root: z.string().nullable(),
});
export type TakenRoute = z.infer<typeof TakenRoute>;

export const RoutesPage = z.strictObject({
  /** Oldest first. */
  routes: z.array(TakenRoute),
  /** What to ask for `after` next; null at the end. */
  next: z.int().nullable(),
});
export type RoutesPage = z.infer<typeof RoutesPage>;
