/**
 * What all projects of a deployment share: money in provider windows, the health of providers, the factory's breaker and the
 * rate of starts. Reserved under the request key before a project claims, made firm by the project's message that the job
 * went out, settled by its message that the job is over. A reserve that nobody speaks of again runs out.
 */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { type Breaker, breakerState, CLOSED, onDispatch, onEnding, onStopped } from "../policy/breaker.ts";
import {
  blamed,
  explainHealth,
  type Health,
  healthState,
  modelKey,
  onAnswered,
  onSent,
  onStoppedTrial,
  onTrouble,
  wayKey,
  wellAt,
} from "../provider/health.ts";
import { emptyTally, type Tally, withReserve, withSpent } from "../spend/tally.ts";
import { dayOf, hourOf, monthOf } from "../spend/window.ts";
import type { Grant } from "./grant.ts";
import type { FactoryMessage } from "./message.ts";

export interface Reserved {
  readonly usd: number;
  readonly expires_at: number;
  /** Empty until the project has said which way its job went. */
  readonly tallies: readonly string[];
}

export interface Start {
  readonly at: number;
  readonly tier: string;
  /** It went to a fallback because its provider was unhealthy or had no budget left. */
  readonly degraded: boolean;
}

export interface Resolution {
  readonly model: string;
  readonly before: string | null;
  readonly since: number;
}

export interface Shared {
  readonly breaker: Breaker;
  readonly health: Readonly<Record<string, Health>>;
  /** By request key, then by job. */
  readonly reserved: Readonly<Record<string, Reserved>>;
  readonly tallies: Readonly<Record<string, Tally>>;
  /** The newest last, bounded. */
  readonly starts: readonly Start[];
  /** What an alias became, by way and model. */
  readonly resolved: Readonly<Record<string, Resolution>>;
  /** Ids of messages that were taken, the newest last, bounded: a second sending changes nothing. */
  readonly taken: readonly string[];
}

export const NOTHING_SHARED: Shared = {
  breaker: CLOSED,
  health: {},
  reserved: {},
  tallies: {},
  starts: [],
  resolved: {},
  taken: [],
};

/** Between the reserve and the message that the job went out lie two calls: a minute is long. */
const HOLD_MS = 60_000;
/** A project that was taken out of the configuration never settles what it had out. */
const OUT_MS = 86_400_000;
const KEPT_STARTS = 1_000;
const KEPT_IDS = 2_000;
const KEPT_DAYS_MS = 40 * 86_400_000;

type Config = Pick<OrchestratorConfig, "budget" | "limits" | "providers">;

const factoryKeys = (at: number): readonly string[] => [`factory@${dayOf(at)}`, `factory@${monthOf(at)}`];
const providerKeys = (id: string, at: number): readonly string[] => [
  `provider:${id}@${hourOf(at)}`,
  `provider:${id}@${dayOf(at)}`,
];

/** Answers what may be done now and sets the money aside; the same key is given the same reserve once. */
export function grant(
  s: Shared,
  request_key: string,
  config: Config,
  now: number,
): { grant: Grant; shared: Shared } {
  const kept = withoutExpired(s, now);
  const usd = isCapped(config) ? config.budget.reserve_usd : 0;
  const hold: Reserved = { usd, expires_at: now + HOLD_MS, tallies: [] };
  const shared =
    usd === 0 || kept.reserved[request_key] !== undefined
      ? kept
      : { ...kept, reserved: { ...kept.reserved, [request_key]: hold } };
  // What others are about to take counts against every cap; one's own hold does not stand in one's own way.
  const held = sum(Object.entries(kept.reserved), ([key, r]) =>
    r.tallies.length === 0 && key !== request_key ? r.usd : 0,
  );
  return { grant: { ...stateOf(kept, config, now), ...moneyOf(kept, config, held, now) }, shared };
}

function stateOf(s: Shared, { limits }: Config, now: number): Omit<Grant, "usd_left" | "provider_usd_left"> {
  const minute = s.starts.filter((start) => start.at > now - 60_000).length;
  const blocked = Object.values(s.health).filter((h) => healthState(h, now) === "blocked");
  return {
    breaker_lets: breakerState(s.breaker, limits, now) !== "open",
    starts_left: Math.max(0, limits.starts_per_min - minute),
    blocked: Object.fromEntries(blocked.map((h) => [h.key, explainHealth(h)])),
  };
}

function moneyOf(
  s: Shared,
  { budget, providers }: Config,
  held: number,
  now: number,
): Pick<Grant, "usd_left" | "provider_usd_left"> {
  if (!budget.enabled) return { usd_left: null, provider_usd_left: {} };
  const left = (keys: readonly string[], caps: readonly number[]): number | null => {
    const rest = keys.flatMap((key, i) => {
      const cap = caps[i] ?? 0;
      const tally = s.tallies[key];
      return cap > 0 ? [cap - held - (tally === undefined ? 0 : tally.usd + tally.reserved_usd)] : [];
    });
    return rest.length === 0 ? null : Math.max(0, Math.min(...rest));
  };
  const of = providers.flatMap(({ id, hour_usd = 0, day_usd = 0 }) => {
    const rest = left(providerKeys(id, now), [hour_usd, day_usd]);
    return rest === null ? [] : [[id, rest] as const];
  });
  return {
    usd_left: left(factoryKeys(now), [budget.day_usd, budget.month_usd]),
    provider_usd_left: Object.fromEntries(of),
  };
}

const isCapped = ({ budget, providers }: Config): boolean =>
  budget.enabled &&
  (budget.day_usd > 0 ||
    budget.month_usd > 0 ||
    providers.some((p) => (p.hour_usd ?? 0) + (p.day_usd ?? 0) > 0));

/** The claim found nothing: its reserve goes at once. */
export function release(s: Shared, request_key: string): Shared {
  const there = s.reserved[request_key];
  if (there === undefined || there.tallies.length > 0) return s;
  const { [request_key]: _gone, ...reserved } = s.reserved;
  return { ...s, reserved };
}

/** Takes a project's message, once. */
export function take(s: Shared, m: FactoryMessage, config: Config, now: number): Shared {
  if (s.taken.includes(m.id)) return s;
  const known = { ...release(s, m.request_key), taken: [...s.taken, m.id].slice(-KEPT_IDS) };
  return m.kind === "out" ? onOut(known, m, config, now) : onOver(known, m, config, now);
}

type Out = Extract<FactoryMessage, { kind: "out" }>;
type Over = Extract<FactoryMessage, { kind: "over" }>;

function onOut(s: Shared, m: Out, { limits }: Config, now: number): Shared {
  // Its end overtook it: nothing is out any more.
  if (s.taken.includes(`${m.job}:over`)) return s;
  const tallies = [...factoryKeys(m.at), ...providerKeys(m.provider, m.at)];
  const start = { at: now, tier: m.tier, degraded: m.degraded };
  return {
    ...s,
    breaker: onDispatch(s.breaker, limits, now),
    health: changed(s, [wayKey(m.cli, m.provider), modelKey(m.cli, m.provider, m.model)], (h) =>
      onSent(h, m.job, now),
    ),
    reserved: { ...s.reserved, [m.job]: { usd: m.reserved_usd, expires_at: now + OUT_MS, tallies } },
    tallies: tallied(s, tallies, (t) => withReserve(t, m.reserved_usd)),
    starts: [...s.starts, start].slice(-KEPT_STARTS),
  };
}

function onOver(s: Shared, m: Over, { limits }: Config, now: number): Shared {
  const { [m.job]: out, ...reserved } = s.reserved;
  const keys = out?.tallies ?? [...factoryKeys(m.at), ...providerKeys(m.provider, m.at)];
  const spent = {
    seconds: m.seconds,
    tokens_in: m.tokens,
    tokens_out: 0,
    tokens_cached: 0,
    usd: m.usd,
    priced_by: "cli",
  } as const;
  const counted = (t: Tally) => (out === undefined ? { ...t, attempts: t.attempts + 1 } : t);
  return {
    ...s,
    breaker:
      m.state === "cancelled" ? onStopped(s.breaker) : onEnding(s.breaker, m.state === "failed", limits, now),
    health: healthAfter(s, m, now),
    reserved,
    tallies: tallied(s, keys, (t) => withSpent(counted(t), out?.usd ?? 0, spent)),
    resolved: resolvedAfter(s, m, now),
  };
}

function healthAfter(s: Shared, m: Over, now: number): Shared["health"] {
  const keys = [wayKey(m.cli, m.provider), modelKey(m.cli, m.provider, m.model)];
  const { trouble } = m;
  if (trouble !== null) {
    const key = blamed(trouble.kind, m.cli, m.provider, m.model);
    const stopped = changed(s, keys, (h) => onStoppedTrial(h, m.job));
    return { ...stopped, [key]: onTrouble(s.health[key] ?? wellAt(key, now), trouble, now) };
  }
  // That a job ended well shows that the model answered; that it did not says nothing, unless a model is named.
  const answered = m.state === "succeeded" || m.answered !== null || m.tokens > 0;
  return changed(s, keys, (h) => (answered ? onAnswered(h, now) : onStoppedTrial(h, m.job)));
}

function resolvedAfter(s: Shared, m: Over, now: number): Shared["resolved"] {
  if (m.answered === null) return s.resolved;
  const key = modelKey(m.cli, m.provider, m.model);
  const before = s.resolved[key];
  if (before?.model === m.answered) return s.resolved;
  return { ...s.resolved, [key]: { model: m.answered, before: before?.model ?? null, since: now } };
}

function changed(s: Shared, keys: readonly string[], change: (h: Health) => Health): Shared["health"] {
  const known = keys.flatMap((key) => (s.health[key] === undefined ? [] : [s.health[key]]));
  return { ...s.health, ...Object.fromEntries(known.map((h) => [h.key, change(h)])) };
}

function tallied(s: Shared, keys: readonly string[], change: (t: Tally) => Tally): Shared["tallies"] {
  return {
    ...s.tallies,
    ...Object.fromEntries(keys.map((key) => [key, change(s.tallies[key] ?? emptyTally(key))])),
  };
}

/** What nobody spoke of in time counts no more; windows that ended long ago are forgotten. */
export function withoutExpired(s: Shared, now: number): Shared {
  const gone = Object.entries(s.reserved).filter(([, r]) => r.expires_at <= now);
  const old = Object.keys(s.tallies).filter(
    (key) => key.slice(key.indexOf("@") + 1) < dayOf(now - KEPT_DAYS_MS).slice(0, 7),
  );
  if (gone.length + old.length === 0) return s;
  let { tallies } = s;
  for (const [, { usd, tallies: keys }] of gone)
    tallies = tallied({ ...s, tallies }, keys, (t) => ({
      ...t,
      reserved_usd: Math.max(0, t.reserved_usd - usd),
    }));
  return {
    ...s,
    reserved: Object.fromEntries(
      Object.entries(s.reserved).filter(([key]) => !gone.some(([g]) => g === key)),
    ),
    tallies: Object.fromEntries(Object.entries(tallies).filter(([key]) => !old.includes(key))),
  };
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);
