/** Whether a way is due to be probed, by whom, and what may stand against it; what a claim should know of that. */
import { healthState, modelKey } from "../provider/health.ts";
import { isFailed, isStale, type ProbeResult, resultKey } from "../provider/probe.ts";
import type { Way } from "../routing/route.ts";
import { emptyTally } from "../spend/tally.ts";
import { dayOf } from "../spend/window.ts";
import { isBlocked, keysOf } from "./evidence.ts";
import { heldByOthers, moneyOf } from "./money.ts";
import type { ProbeConfig, Prober } from "./probing.ts";
import type { Shared } from "./shared.ts";

/** For this long after a pause a probe goes before a person's issue, where this runner has shown that it probes. */
const FIRST_MS = 60_000;

export const probesKey = (now: number): string => `probes@${dayOf(now)}`;

/** Why no more is probed now although it is due; null where it may be. */
export function withheld(s: Shared, way: Way, config: ProbeConfig, now: number): string | null {
  const most = config.routing.probes_per_day;
  if ((s.tallies[probesKey(now)]?.attempts ?? 0) >= most)
    return `the ${most} probes of today (UTC) are used up: probes_per_day in [routing]`;
  const usd = reserveOf(way, config);
  if (usd === 0) return null;
  const { usd_left, provider_usd_left } = moneyOf(s, config, heldByOthers(s, ""), now);
  const left = Math.min(usd_left ?? usd, provider_usd_left[way.provider] ?? usd);
  return left < usd ? `the budget has $${left.toFixed(2)} left, and a probe sets $${usd} aside` : null;
}

export const reserveOf = (way: Way, { budget }: ProbeConfig): number => (way.is_free ? 0 : budget.probe_usd);

/** How long a result counts. 0: nothing is probed by itself, as where no project may start a job that it would be good for. */
export function ttlMs({ factory, projects, routing }: ProbeConfig): number {
  const acts = factory.enabled && projects.some((one) => one.enabled && one.mode !== "observe");
  return acts ? routing.probe_ttl_secs * 1000 : 0;
}

/** A way that this runner should ask now; null when there is none. What a person asked for goes first. */
export function dueWay(
  s: Shared,
  by: Prober,
  ways: readonly Way[],
  config: ProbeConfig,
  now: number,
): Way | null {
  const able = ways.filter((way) => by.clis.includes(way.cli) && !isOut(s, by.runner, way));
  const asked = able.filter((way) => s.probing.asked[resultKey(by.runner, way)] !== undefined);
  const due = [...asked, ...able.filter((way) => isDue(s, by.runner, way, config, now))];
  return due.find((way) => withheld(s, way, config, now) === null) ?? null;
}

const isOut = ({ probing }: Shared, runner: string, way: Way): boolean =>
  Object.values(probing.out).some(
    (out) => out.runner === runner && resultKey(runner, out.way) === resultKey(runner, way),
  );

function isDue(s: Shared, runner: string, way: Way, config: ProbeConfig, now: number): boolean {
  const ttl_ms = ttlMs(config);
  if (ttl_ms === 0 || isBlocked(s.health, keysOf(way), now)) return false;
  const result = s.probing.results[resultKey(runner, way)];
  if (result === undefined) return true;
  const halfOpen = keysOf(way).some(
    (key) => s.health[key] !== undefined && healthState(s.health[key], now) === "half_open",
  );
  // A machine that cannot ask is no witness of whether the provider is well again.
  if (halfOpen && !(result.only_here && now < result.next)) return true;
  return isStale(result, s.probing.answered[modelKey(way.cli, way.provider, way.model)], ttl_ms, now);
}

/** Half open, and this runner will ask it in a moment: a person's issue need not be what finds out. */
export const probeGoesFirst = (
  s: Shared,
  health: { readonly key: string; readonly blocked_until: number | null },
  runner: string,
  config: ProbeConfig,
  now: number,
): boolean =>
  ttlMs(config) > 0 &&
  now < (health.blocked_until ?? 0) + FIRST_MS &&
  Object.values(s.probing.results).some(
    (result) =>
      result.runner === runner && (result.key === health.key || result.key.startsWith(`${health.key} `)),
  );

/** Ways that fail on this runner alone: its jobs go elsewhere, while other runners keep theirs. */
export const failsOnlyHere = ({ probing }: Shared, runner: string): readonly ProbeResult[] =>
  Object.values(probing.results).filter(
    (result) => result.runner === runner && result.only_here && isFailed(result),
  );

/** Of today, in UTC. */
export const probesToday = ({ tallies }: Shared, now: number) =>
  tallies[probesKey(now)] ?? emptyTally(probesKey(now));
