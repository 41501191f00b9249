/**
 * The health of one way to a model: a provider as one agent CLI reaches it. It is judged by how jobs and probes end, never by
 * whether a runner has the CLI. Unhealthy is always for a time: then one job, or a probe, tries, and its ending decides.
 */
import type { Trouble, TroubleKind } from "../../contract/agent-run.ts";

export interface Health {
  /** `claude anthropic`; of one model: `claude anthropic sonnet`. */
  readonly key: string;
  /** Times of recent failures that pass by themselves, oldest first. */
  readonly flakes: readonly number[];
  /** Nothing is sent there before this; null when it is well. */
  readonly blocked_until: number | null;
  /** How often in a row it was blocked: each time for longer, where the provider does not say for how long. */
  readonly blocked: number;
  readonly reason: TroubleKind | null;
  /** The job or probe that tries whether it is well again. */
  readonly trial: string | null;
  readonly since: number;
  /** Who last found out, and when; absent in what an older build stored. */
  readonly told?: { readonly by: Witness; readonly at: number };
}

export type Witness = "job" | "probe";

export type HealthState = "healthy" | "blocked" | "half_open";

/** Failures of this kind within the window that block it: one alone is chance. */
const FLAKES = 3;
const FLAKE_WINDOW_MS = 600_000;
const LONGEST_MS = 6 * 3_600_000;

/** How long the first time, where the provider does not say; doubled each time in a row. Null: it says nothing of the provider. */
const PAUSE_MS: Readonly<Record<TroubleKind, number | null>> = {
  throttled: 60_000,
  quota: 3_600_000,
  auth: 600_000,
  unknown_model: 3_600_000,
  overloaded: 120_000,
  server: 120_000,
  network: 120_000,
  too_long: null,
  turn_limit: null,
  cost_limit: null,
  refused: null,
  no_answer: 120_000,
};
const FLAKY: ReadonlySet<TroubleKind> = new Set(["overloaded", "server", "network"]);

export const wayKey = (cli: string, provider: string): string => `${cli} ${provider}`;
export const modelKey = (cli: string, provider: string, model: string): string =>
  `${cli} ${provider} ${model}`;

/** Whose fault it is: an unknown model is the model's, everything else the way's. */
export const blamed = (kind: TroubleKind, cli: string, provider: string, model: string): string =>
  kind === "unknown_model" ? modelKey(cli, provider, model) : wayKey(cli, provider);

export const wellAt = (key: string, now: number): Health => ({
  key,
  flakes: [],
  blocked_until: null,
  blocked: 0,
  reason: null,
  trial: null,
  since: now,
});

export function healthState(health: Health, now: number): HealthState {
  if (health.blocked_until === null) return "healthy";
  return now < health.blocked_until || health.trial !== null ? "blocked" : "half_open";
}

/** Somebody was sent there: while it is half open, that is the trial. */
export const onSent = (health: Health, job: string, now: number): Health =>
  healthState(health, now) === "half_open" ? { ...health, trial: job } : health;

/** The model answered. */
export const onAnswered = (health: Health, now: number): Health =>
  health.blocked_until === null && health.flakes.length === 0 ? health : wellAt(health.key, now);

/** The model did not answer, for a reason of the provider's. */
export function onTrouble(
  health: Health,
  { kind, retry_after_secs }: Trouble,
  now: number,
  by: Witness = "job",
): Health {
  const pause = PAUSE_MS[kind];
  if (pause === null) return { ...health, trial: null };
  const flakes = FLAKY.has(kind) ? [...health.flakes.filter((at) => at > now - FLAKE_WINDOW_MS), now] : [];
  if (FLAKY.has(kind) && flakes.length < FLAKES && health.blocked_until === null && retry_after_secs === null)
    return { ...health, flakes, told: { by, at: now } };
  // Who was already on the way when it was blocked says nothing new, unless the provider now names a time.
  const known = health.blocked_until !== null && now < health.blocked_until && health.trial === null;
  const blocked = known ? health.blocked : health.blocked + 1;
  const own = Math.min(LONGEST_MS, pause * 2 ** Math.min(Math.max(0, blocked - 1), 16));
  const said = retry_after_secs === null ? own : Math.min(LONGEST_MS * 4, retry_after_secs * 1000);
  const until = known && retry_after_secs === null ? (health.blocked_until ?? 0) : now + said;
  const since = health.blocked_until === null ? now : health.since;
  const told = { by, at: now };
  return { ...health, flakes, blocked, blocked_until: until, reason: kind, trial: null, since, told };
}

/** The trial was stopped before it could tell. */
export const onStoppedTrial = (health: Health, job: string): Health =>
  health.trial === job ? { ...health, trial: null } : health;

const WORDS: Readonly<Record<TroubleKind, string>> = {
  throttled: "answers with too many requests",
  quota: "says that the plan or credit is used up",
  auth: "refuses the login",
  unknown_model: "does not know the model",
  overloaded: "says that it is too busy",
  server: "fails",
  network: "cannot be reached",
  too_long: "says that the conversation is too long",
  turn_limit: "has reached the turn limit",
  cost_limit: "has reached the cost limit",
  refused: "refused",
  no_answer: "gives no answer",
};

export const explainHealth = ({ key, reason }: Health): string =>
  `${key.replaceAll(" ", " → ")} ${reason === null ? "is well" : WORDS[reason]}`;

/** The same for the reason of a route that was passed over: who found out, and when it is asked again. */
export function explainBlock(health: Health, now: number): string {
  const { told, blocked_until, trial } = health;
  const by = told === undefined ? "" : `a ${told.by} failed ${agoText(now - told.at)}`;
  const again =
    trial !== null
      ? `${trial} is trying it now`
      : blocked_until === null || blocked_until <= now
        ? "a probe goes first"
        : `asked again at ${new Date(blocked_until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `${explainHealth(health)} (${[by, again].filter((part) => part !== "").join("; ")})`;
}

const agoText = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s ago` : `${Math.round(ms / 60_000)} min ago`;

/** What only a person can mend is told at once; the rest passes by itself. */
export const needsPerson = ({ reason, blocked }: Health): boolean =>
  reason === "auth" || reason === "quota" || reason === "unknown_model" || blocked >= 3;
