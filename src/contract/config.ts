/**
 * The orchestrator's configuration: the one schema behind the TOML file, the Worker's parser, the types, the JSON Schema
 * that editors read and the reference page. Every section but `[gitea]`, `[[projects]]` and `[[agents]]` has a full
 * default, so a missing section can never stop the start; an unknown key is an error, so a misspelt one cannot be lost
 * silently.
 */
import * as z from "zod";
import { AgentConfig, ProviderConfig, RunnerConfig } from "./config/agent.ts";
import { Gitea, Mentions, ReviewGate, Webhook } from "./config/forge.ts";
import { GuardException, GuardRule } from "./config/guard.ts";
import { Model } from "./config/models.ts";
import { DailyNote, Notifier } from "./config/notify.ts";
import { Price } from "./config/prices.ts";
import { ProjectConfig } from "./config/project.ts";
import { Budget, CompoundReview, Nightwatch, Quickwit } from "./config/watch.ts";
import { Factory, Limits, Prompt, Routing } from "./config/work.ts";

export { AgentConfig, ProviderConfig, RunnerConfig } from "./config/agent.ts";
export { Via } from "./config/forge.ts";
export { Mode, ProjectConfig } from "./config/project.ts";

export const OrchestratorConfig = z.strictObject({
  factory: Factory,
  gitea: Gitea,
  mentions: Mentions,
  webhook: Webhook,
  routing: Routing,
  review_gate: ReviewGate,
  nightwatch: Nightwatch,
  compound_review: CompoundReview,
  budget: Budget,
  limits: Limits,
  quickwit: Quickwit,
  daily_note: DailyNote,
  prompt: Prompt,
  projects: z.array(ProjectConfig).min(1).max(20),
  agents: z.array(AgentConfig).min(1).max(100),
  providers: z.array(ProviderConfig).max(30).default([]),
  runners: z.array(RunnerConfig).max(100).default([]),
  notifiers: z.array(Notifier).max(20).default([]),
  models: z.array(Model).max(100).default([]),
  prices: z.array(Price).max(100).default([]),
  guard_rules: z.array(GuardRule).max(100).default([]),
  guard_exceptions: z.array(GuardException).max(100).default([]),
});
export type OrchestratorConfig = z.infer<typeof OrchestratorConfig>;
