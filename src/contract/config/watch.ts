/** What watches the factory and what it may spend: `[nightwatch]`, `[compound_review]`, `[budget]`, `[quickwit]`. */
import { Severity } from "../severity.ts";
import { Cron } from "./schedule.ts";
import { address, flag, secs, section, share, usd, whole, word } from "./section.ts";

export const Nightwatch = section({
  enabled: flag(true),
  interval_secs: secs(300),
  minor_drift: share(0.1),
  moderate_drift: share(0.2),
  severe_drift: share(0.4),
  critical_drift: share(0.7),
});

export const CompoundReview = section({
  enabled: flag(true),
  schedule: Cron.default("0 2 * * *"),
  max_secs: secs(1_800),
  max_agents: whole(1, 20, 3),
  max_files: whole(1, 500, 100),
  max_bytes: whole(1_000, 100_000_000, 1_000_000),
  /** 0 is no cap. */
  max_usd: usd.default(0),
  create_issues: flag(true),
  max_issues: whole(0, 20, 5),
  file_from: Severity.default("major"),
  min_confidence: share(0.5),
  create_prs: flag(false),
});

/** 0 is no cap. */
export const Budget = section({
  enabled: flag(true),
  day_usd: usd.default(0),
  month_usd: usd.default(0),
  project_day_usd: usd.default(0),
  project_day_tokens: whole(0, 1_000_000_000_000, 0),
  project_day_sessions: whole(0, 1_000_000, 0),
  agent_day_usd: usd.default(0),
  agent_day_tokens: whole(0, 1_000_000_000_000, 0),
  agent_day_sessions: whole(0, 1_000_000, 0),
  item_usd: usd.default(0),
  item_tokens: whole(0, 1_000_000_000_000, 0),
  warn_share: share(0.8),
  /** Set aside at each claim until the job is settled. */
  reserve_usd: usd.default(1),
  /** The same for each probe of a provider. */
  probe_usd: usd.default(0.1),
  agent_hour_usd: usd.default(6),
});

export const Quickwit = section({
  enabled: flag(false),
  url: address.default("http://127.0.0.1:7280"),
  index: word(255)
    .regex(/^[a-zA-Z][a-zA-Z0-9-_]{2,254}$/, "an index id: 3 to 255 letters, digits, - and _")
    .default("adf-logs"),
  batch_records: whole(1, 10_000, 100),
  flush_secs: secs(5),
});
