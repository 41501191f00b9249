/**
 * What all projects of a deployment share: money in provider windows, the health of providers, the factory's breaker and the
 * rate of starts. Reserved under the request key before a project claims, made firm by the project's message that the job
 * went out, settled by its message that the job is over. A reserve that nobody speaks of again runs out.
 */
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { Stop } from "../control/stop.ts";
import { type Breaker, breakerState, CLOSED, onDispatch, onEnding, onStopped } from "../policy/breaker.ts";
import { explainBlock, type Health, healthState, modelKey } from "../provider/health.ts";
import { type Tally, withReserve, withSpent } from "../spend/tally.ts";
import { dayOf } from "../spend/window.ts";
import { healthAfter, healthSent, resolvedAfter } from "./evidence.ts";
import type { SharedGrant } from "./grant.ts";
import type { FactoryMessage } from "./message.ts";
import { factoryKeys, heldByOthers, isCapped, moneyOf, providerKeys, tallied } from "./money.ts";
import { failsOnlyHere, probeGoesFirst } from "./probe-due.ts";
import { withoutLostProbes } from "./probe-over.ts";
import { NO_PROBES, type Probing } from "./probing.ts";

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
  /** What people have stopped in every project. */
  readonly stops: readonly Stop[];
  /** The newest last, bounded. */
  readonly starts: readonly Start[];
  /** What an alias became, by way and model. */
  readonly resolved: Readonly<Record<string, Resolution>>;
  /** Ids of messages that were taken, the newest last, bounded: a second sending changes nothing. */
  readonly taken: readonly string[];
  readonly probing: Probing;
}

export const NOTHING_SHARED: Shared = {
  breaker: CLOSED,
  health: {},
  reserved: {},
  tallies: {},
  stops: [],
  starts: [],
  resolved: {},
  taken: [],
  probing: NO_PROBES,
};

/** Between the reserve and the message that the job went out lie two calls: a minute is long. */
const HOLD_MS = 60_000;
/** A project that was taken out of the configuration never settles what it had out. */
const OUT_MS = 86_400_000;
const KEPT_STARTS = 1_000;
const KEPT_IDS = 2_000;
const KEPT_DAYS_MS = 40 * 86_400_000;

type Config = Pick<
  OrchestratorConfig,
  "budget" | "factory" | "limits" | "projects" | "providers" | "routing" | "prices"
>;

/** Answers what this runner may do now and sets the money aside; the same key is given the same reserve once. */
export function grant(
  s: Shared,
  request_key: string,
  config: Config,
  now: number,
  runner = "",
): { grant: SharedGrant; shared: Shared } {
  const kept = withoutExpired(s, config, now);
  const usd = isCapped(config) ? config.budget.reserve_usd : 0;
  const hold: Reserved = { usd, expires_at: now + HOLD_MS, tallies: [] };
  const shared =
    usd === 0 || kept.reserved[request_key] !== undefined
      ? kept
      : { ...kept, reserved: { ...kept.reserved, [request_key]: hold } };
  const held = heldByOthers(kept, request_key);
  const money = moneyOf(kept, config, held, now);
  return { grant: { ...stateOf(kept, runner, config, now), ...money }, shared };
}

function stateOf(
  s: Shared,
  runner: string,
  config: Config,
  now: number,
): Omit<SharedGrant, "usd_left" | "provider_usd_left"> {
  const { limits } = config;
  const minute = s.starts.filter((start) => start.at > now - 60_000).length;
  const blocked = Object.values(s.health).filter(
    (h) =>
      healthState(h, now) === "blocked" ||
      (healthState(h, now) === "half_open" && probeGoesFirst(s, h, runner, config, now)),
  );
  const here = failsOnlyHere(s, runner).map(
    ({ key, report }) =>
      [key, `${key.replaceAll(" ", " → ")} fails on this runner: ${report.detail}`] as const,
  );
  return {
    breaker_lets: breakerState(s.breaker, limits, now) !== "open",
    starts_left: Math.max(0, limits.starts_per_min - minute),
    blocked: Object.fromEntries([...here, ...blocked.map((h) => [h.key, explainBlock(h, now)] as const)]),
  };
}

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
    health: healthSent(s.health, { ...m, id: m.job }, now),
    reserved: { ...s.reserved, [m.job]: { usd: m.reserved_usd, expires_at: now + OUT_MS, tallies } },
    tallies: tallied(s.tallies, tallies, (t) => withReserve(t, m.reserved_usd)),
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
  // That a job ended well shows that the model answered; that it did not says nothing, unless a model is named.
  const spoke = m.state === "succeeded" || m.answered !== null || m.tokens > 0;
  const evidence = { ...m, id: m.job, by: "job", spoke } as const;
  const answers = spoke && m.trouble === null ? { [modelKey(m.cli, m.provider, m.model)]: now } : {};
  const counted = (t: Tally) => (out === undefined ? { ...t, attempts: t.attempts + 1 } : t);
  return {
    ...s,
    breaker:
      m.state === "cancelled" ? onStopped(s.breaker) : onEnding(s.breaker, m.state === "failed", limits, now),
    health: healthAfter(s.health, evidence, now),
    reserved,
    tallies: tallied(s.tallies, keys, (t) => withSpent(counted(t), out?.usd ?? 0, spent)),
    resolved: resolvedAfter(s.resolved, evidence, now),
    probing: { ...s.probing, answered: { ...s.probing.answered, ...answers } },
  };
}

/** What nobody spoke of in time counts no more; windows that ended long ago are forgotten. */
export function withoutExpired(before: Shared, config: Config, now: number): Shared {
  const s = withoutLostProbes(before, config, now);
  const gone = Object.entries(s.reserved).filter(([, r]) => r.expires_at <= now);
  const old = Object.keys(s.tallies).filter(
    (key) => key.slice(key.indexOf("@") + 1) < dayOf(now - KEPT_DAYS_MS).slice(0, 7),
  );
  if (gone.length + old.length === 0) return s;
  let { tallies } = s;
  for (const [, { usd, tallies: keys }] of gone)
    tallies = tallied(tallies, keys, (t) => ({
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
