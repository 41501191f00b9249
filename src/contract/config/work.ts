/** How work is done: `[factory]`, `[routing]`, `[limits]`, `[runner]`, `[prompt.mandatory]`. */
import * as z from "zod";
import { Name } from "../names.ts";
import { flag, secs, section, whole, word } from "./section.ts";

export const Factory = section({ name: Name.default("factory"), enabled: flag(true) });

export const Routing = section({
  /** The tier an agent's work lands in, by role. */
  default_tiers: section({
    coordinator: word(60).default("planning_tier"),
    developer: word(60).default("implementation_tier"),
    reviewer: word(60).default("review_tier"),
    qa: word(60).default("review_tier"),
  }),
  /** How long a probe's result counts. 0: nothing is probed unless a person asks. */
  probe_ttl_secs: whole(0, 31_536_000, 86_400),
  /** Of all ways and runners together, those that a person asks for included. */
  probes_per_day: whole(1, 10_000, 100),
});

export const Limits = section({
  attempts: whole(1, 20, 5),
  no_progress: whole(1, 10, 2),
  open_items: whole(1, 500, 50),
  lease_secs: secs(90),
  stall_secs: secs(300),
  wall_secs: secs(3_600),
  plan_secs: secs(300),
  grace_secs: secs(10),
  output_bytes: whole(1_000, 1_000_000_000, 10_000_000),
  backoff_secs: secs(30),
  backoff_max_secs: secs(900),
  starts_per_min: whole(1, 10_000, 60),
  breaker_failures: whole(1, 1_000, 20),
  breaker_window_secs: secs(1_800),
  breaker_half_open_secs: secs(600),
});

/** A prompt template, in the words of docs/prompts.md; empty: the one that comes with adf. */
export const Template = z.string().max(20_000).default("");

export const Prompt = section({
  templates: section({ coordinator: Template, developer: Template, reviewer: Template, qa: Template }),
  /** Parts that no template may leave out. */
  mandatory: section({
    mention_format: flag(true),
    rules: z.array(word(500)).max(30).default([]),
  }),
});
