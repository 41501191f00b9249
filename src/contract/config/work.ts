/** How work is done: `[factory]`, `[routing]`, `[limits]`, `[runner]`, `[prompt.mandatory]`. */
import * as z from "zod";
import { Name } from "../names.ts";
import { flag, secs, section, whole, word } from "./section.ts";

export const Factory = section("The deployment as a whole.", {
  name: Name.default("factory").describe("What people call this deployment."),
  enabled: flag(true, "With false, nothing is picked and nothing is dispatched in any project."),
});

const tier = (fallback: string, role: string) =>
  word(60).default(fallback).describe(`The scenario file, without .md, by which a ${role}'s work is routed.`);

export const Routing = section("Which scenario an agent's work is routed by.", {
  default_tiers: section("The tier of each role.", {
    coordinator: tier("planning_tier", "coordinator"),
    developer: tier("implementation_tier", "developer"),
    reviewer: tier("review_tier", "reviewer"),
    qa: tier("review_tier", "qa"),
  }),
});

export const Limits = section("When an attempt, a work item or the factory has had enough.", {
  attempts: whole(1, 20, 5, "Attempts a work item gets; then a person is asked."),
  no_progress: whole(1, 10, 2, "Attempts in a row that left everything as it was; then a person is asked."),
  open_items: whole(1, 500, 50, "Work items open at once in a project."),
  heartbeat_secs: secs(15, "How often a runner reports on a job."),
  suspect_secs: secs(45, "Without a report for this long, a runner is shown as suspect."),
  lease_secs: secs(90, "A job not extended for this long is taken from its runner and runs again."),
  stall_secs: secs(300, "An agent that prints nothing for this long is stopped."),
  wall_secs: secs(3_600, "A job that takes longer than this is stopped."),
  grace_secs: secs(10, "Between asking an agent to stop and killing it."),
  output_bytes: whole(1_000, 1_000_000_000, 10_000_000, "A job that prints more than this is stopped."),
  backoff_secs: secs(30, "The pause before the second attempt; it doubles with each."),
  backoff_max_secs: secs(900, "The longest pause between two attempts."),
  breaker_failures: whole(
    1,
    1_000,
    20,
    "Failed jobs within breaker_window_secs that stop all dispatches of a project.",
  ),
  breaker_window_secs: secs(1_800, "The window in which failed jobs are counted."),
  breaker_half_open_secs: secs(600, "After this long, one trial job is let through an open breaker."),
});

export const RunnerDefaults = section("What every runner does unless its own file says otherwise.", {
  poll_secs: secs(15, "How often a runner asks for work when no wake-up reaches it."),
});

export const Prompt = section("What stands in every prompt.", {
  mandatory: section("Parts that no template may leave out.", {
    mention_format: flag(
      true,
      "Name the agents that can be asked, and the one form to do so. Generated from [[agents]], never typed.",
    ),
    rules: z
      .array(word(500))
      .max(30)
      .default([])
      .describe("Sentences for every agent, word for word, as in: Run the linter before you finish."),
  }),
});
