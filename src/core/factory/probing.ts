/**
 * Which runner asks which way to a model, and when: the asking is reserved and settled like a job's, bounded for a day, and its
 * result feeds the same health as the endings of jobs. One probe of a way is out for a runner at one time.
 */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { isWell, type ProbeResult, resultKey } from "../provider/probe.ts";
import type { Way } from "../routing/route.ts";
import { withReserve } from "../spend/tally.ts";
import { healthSent } from "./evidence.ts";
import { factoryKeys, providerKeys, tallied } from "./money.ts";
import { dueWay, probesKey, reserveOf } from "./probe-due.ts";
import type { Shared } from "./shared.ts";

export interface ProbeOut {
  readonly id: string;
  readonly request_key: string;
  readonly runner: string;
  readonly way: Way;
  readonly at: number;
  readonly expires_at: number;
}

export interface Probing {
  readonly next_id: number;
  /** By id. */
  readonly out: Readonly<Record<string, ProbeOut>>;
  /** By runner and way, as are those that a person asked for, with when. */
  readonly results: Readonly<Record<string, ProbeResult>>;
  readonly asked: Readonly<Record<string, number>>;
  /** When a way last answered a job or a probe. */
  readonly answered: Readonly<Record<string, number>>;
}

export const NO_PROBES: Probing = { next_id: 1, out: {}, results: {}, asked: {}, answered: {} };

export interface Prober {
  readonly runner: string;
  readonly clis: readonly string[];
}

export type ProbeConfig = Pick<
  OrchestratorConfig,
  "factory" | "projects" | "budget" | "providers" | "routing" | "prices"
>;

/** How long one probe may take, and how long its runner may then be silent before it counts as gone. */
export const PROBE_SECS = 90;
const OUT_MS = PROBE_SECS * 1000 + 60_000;

/** Sends one probe out, and sets its money aside; the same key is given the same probe. Null: there is none to run. */
export function sendProbe(
  before: Shared,
  by: Prober & { readonly request_key: string; readonly started: boolean },
  ways: readonly Way[],
  config: ProbeConfig,
  now: number,
): { readonly out: ProbeOut | null; readonly shared: Shared } {
  const again = Object.values(before.probing.out).find((out) => out.request_key === by.request_key);
  if (again !== undefined) return { out: again.runner === by.runner ? again : null, shared: before };
  const s = by.started ? startedAnew(before, by.runner) : before;
  const way = dueWay(s, by, ways, config, now);
  if (way === null) return { out: null, shared: s };
  const { probing } = s;
  const id = `probe-${probing.next_id}`;
  const out = {
    id,
    request_key: by.request_key,
    runner: by.runner,
    way,
    at: now,
    expires_at: now + OUT_MS,
  };
  const { [resultKey(by.runner, way)]: _asked, ...asked } = probing.asked;
  const usd = reserveOf(way, config);
  const tallies = [probesKey(now), ...factoryKeys(now), ...providerKeys(way.provider, now)];
  const shared = {
    ...s,
    health: healthSent(s.health, { id, ...way }, now),
    reserved: { ...s.reserved, [id]: { usd, expires_at: Number.MAX_SAFE_INTEGER, tallies } },
    tallies: tallied(s.tallies, tallies, (t) => withReserve(t, usd)),
    probing: { ...probing, next_id: probing.next_id + 1, out: { ...probing.out, [id]: out }, asked },
  };
  return { out, shared };
}

/** What failed on a runner before it was started again may have been mended: its own results do not count any more. */
function startedAnew(s: Shared, runner: string): Shared {
  const results = Object.entries(s.probing.results).filter(
    ([, result]) => result.runner !== runner || isWell(result),
  );
  if (results.length === Object.keys(s.probing.results).length) return s;
  return { ...s, probing: { ...s.probing, results: Object.fromEntries(results) } };
}

/** A person wants these ways asked by these runners now, whatever is known of them. */
export function askProbes(
  s: Shared,
  wanted: readonly { readonly runner: string; readonly way: Way }[],
  now: number,
): Shared {
  const asked = wanted.map(({ runner, way }) => [resultKey(runner, way), now] as const);
  return { ...s, probing: { ...s.probing, asked: { ...s.probing.asked, ...Object.fromEntries(asked) } } };
}

/** Forgets what a runner found that is gone for good. */
export function withoutRunner(s: Shared, runner: string): Shared {
  const results = Object.entries(s.probing.results).filter(([, result]) => result.runner !== runner);
  return { ...s, probing: { ...s.probing, results: Object.fromEntries(results) } };
}
