/** What a project and a work item show of money and trouble when there is neither, for views written by hand. */
import type { ProbeView } from "../../src/contract/probe.ts";
import type { ProjectView, SharedView, SpendView } from "../../src/contract/state.ts";

export const NO_SPEND: SpendView = { attempts: 0, sessions: 0, tokens: 0, usd: 0, reserved_usd: 0 };

export const WELL: Pick<
  ProjectView,
  | "spend"
  | "alerts"
  | "records"
  | "breaker"
  | "quarantine"
  | "stops"
  | "coordinator"
  | "compound_review"
  | "nightwatch"
  | "notices"
> = {
  spend: { today: NO_SPEND, cap_usd: 0, agents: [] },
  alerts: [],
  breaker: "closed",
  quarantine: [],
  stops: [],
  nightwatch: [],
  notices: { pending: 0, dead: 0, dead_examples: [] },
  coordinator: { agent: null, asked: false, last: null },
  compound_review: {
    enabled: true,
    schedule: "0 2 * * *",
    next_run_ms: null,
    state: "idle",
    groups: [],
    last: null,
    issue: null,
  },
  records: {
    enabled: false,
    index: "adf-logs",
    newest: 12,
    sent: 0,
    proved: 0,
    waiting_secs: null,
    repairs: 0,
    dead: 0,
    dead_examples: [],
    trouble: null,
  },
};

export const NOTHING_SHARED: SharedView = {
  breaker: "closed",
  today: NO_SPEND,
  month: NO_SPEND,
  day_cap_usd: 0,
  month_cap_usd: 0,
  providers: [],
  models: [],
  probes: { ways: [], today: { probes: 0, most: 100, usd: 0, reserved_usd: 0 }, withheld: null },
};

/** One way to a model that answered a minute ago. */
export const way = (change: Partial<ProbeView> = {}): ProbeView => ({
  cli: "claude",
  provider: "anthropic",
  model: "sonnet",
  runner: "attic",
  state: "healthy",
  failure: null,
  detail: "The model wrote 5 tokens.",
  next: null,
  answered: "claude-sonnet-5",
  no_model: false,
  tokens: { input: 400, cached: 0, output: 5 },
  seconds: 2.34,
  usd: 0.0013,
  age_secs: 60,
  again_secs: 86_340,
  ...change,
});
