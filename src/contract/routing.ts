/** The answer of `GET /api/v1/projects/:project/routes`: a page of the routes that were taken, each with what it was decided from. */
import * as z from "zod";
import { JobKind, Role } from "./job.ts";

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
});
export type RouteGiven = z.infer<typeof RouteGiven>;

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
});
export type TakenRoute = z.infer<typeof TakenRoute>;

export const RoutesPage = z.strictObject({
  /** Oldest first. */
  routes: z.array(TakenRoute),
  /** What to ask for `after` next; null at the end. */
  next: z.int().nullable(),
});
export type RoutesPage = z.infer<typeof RoutesPage>;
