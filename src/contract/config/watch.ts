/** What watches the factory and what it may spend: `[nightwatch]`, `[compound_review]`, `[budget]`, `[quickwit]`. */
import * as z from "zod";
import { Cron } from "./schedule.ts";
import { flag, secs, section, share, whole, word } from "./section.ts";

export const Nightwatch = section("Watches each agent for drift, and corrects or hands to a person.", {
  enabled: flag(true, "With false, nothing is measured."),
  interval_secs: secs(300, "How often the samples are judged."),
  minor_drift: share(0.1, "From here on it is noted."),
  moderate_drift: share(0.2, "From here on the agent is restarted."),
  severe_drift: share(0.4, "From here on the agent is restarted and its next job goes to a fallback route."),
  critical_drift: share(0.7, "From here on the agent is stopped and a person is asked."),
});

export const CompoundReview = section("The nightly review of the day's merged changes.", {
  enabled: flag(true, "With false, it never runs."),
  schedule: Cron.default("0 2 * * *").describe("When it runs: five cron fields, in each project's own zone."),
  max_secs: secs(1_800, "It ends after this long and says what it skipped."),
  max_agents: whole(1, 20, 3, "Review agents at one time."),
  create_issues: flag(true, "File severe findings as issues."),
  create_prs: flag(false, "Let it open pull requests with fixes."),
});

const usd = (fallback: number, description: string) =>
  z.number().min(0).max(1_000_000).default(fallback).describe(description);

export const Budget = section("What may be spent on models, in US dollars. 0 means no cap.", {
  enabled: flag(true, "With false, spending is recorded and never stops anything."),
  day_usd: usd(0, "The factory's cap for a day (UTC)."),
  month_usd: usd(0, "The factory's cap for a month (UTC)."),
  item_usd: usd(0, "The cap for one work item, over all its attempts."),
  warn_share: share(0.8, "The share of a cap at which people are told."),
});

export const Quickwit = section("Where logs are shipped. The token is the secret QUICKWIT_TOKEN.", {
  enabled: flag(false, "With true, log records are sent to Quickwit."),
  url: z
    .url({ protocol: /^https?$/, error: "not an address" })
    .max(300)
    .default("http://127.0.0.1:7280")
    .describe("Address of Quickwit."),
  index: word(255)
    .regex(/^[a-zA-Z][a-zA-Z0-9-_]{2,254}$/, "an index id is 3 to 255 letters, digits, - and _")
    .default("adf-logs")
    .describe("The index that takes the records."),
  batch_records: whole(1, 10_000, 100, "Records in one request."),
  flush_secs: secs(5, "A smaller batch is sent after this long."),
});
