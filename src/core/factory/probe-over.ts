/** The end of a probe: settled like a job's, told to the health of its way, and kept for its runner. */
import type { ProbeReport } from "../../contract/probe.ts";
import { modelKey, wayKey } from "../provider/health.ts";
import { isWell, nextAfter, type ProbeResult, resultKey } from "../provider/probe.ts";
import type { Way } from "../routing/route.ts";
import { type PriceBook, priced, unreported } from "../spend/price.ts";
import { type Spent, withSpent } from "../spend/tally.ts";
import { healthAfter, resolvedAfter } from "./evidence.ts";
import { tallied } from "./money.ts";
import { ttlMs } from "./probe-due.ts";
import type { ProbeConfig, ProbeOut } from "./probing.ts";
import type { Shared } from "./shared.ts";

/** Whoever asked has gone away after this. */
const ASKED_MS = 600_000;
const KEPT_MS = 40 * 86_400_000;

/** Takes the report of a probe, once; null: it is not out with this runner any more. */
export function probeOver(
  s: Shared,
  id: string,
  runner: string,
  report: ProbeReport,
  config: ProbeConfig,
  now: number,
): { readonly shared: Shared; readonly result: ProbeResult } | null {
  const out = s.probing.out[id];
  if (out === undefined || out.runner !== runner) return null;
  const { way } = out;
  const book = { prices: config.prices, agent_hour_usd: config.budget.agent_hour_usd };
  const spent = spentOn(report, way, book);
  const key = modelKey(way.cli, way.provider, way.model);
  const before = s.probing.results[resultKey(runner, way)];
  const failures = report.result === "failed" ? (before?.failures ?? 0) + 1 : 0;
  const ttl_ms = ttlMs(config);
  const only_here = report.result === "failed" && answersElsewhere(s, out, report, ttl_ms, now);
  const evidence = {
    id,
    ...way,
    by: "probe",
    trouble: only_here ? null : report.trouble,
    spoke: report.result === "answered" || report.result === "handshake",
    answered: report.model,
  } as const;
  const next = nextAfter(report, failures, ttl_ms, now);
  const result = { runner, key, at: now, report, usd: spent.usd, failures, next, only_here };
  const settled = settle(s, id, spent);
  const { probing } = settled;
  return {
    result,
    shared: {
      ...settled,
      health: healthAfter(s.health, evidence, now),
      resolved: resolvedAfter(s.resolved, evidence, now),
      probing: {
        ...probing,
        results: { ...probing.results, [resultKey(runner, way)]: result },
        answered: evidence.spoke ? { ...probing.answered, [key]: now } : probing.answered,
      },
    },
  };
}

function spentOn({ result, usage }: ProbeReport, way: Way, book: PriceBook): Spent {
  const nothing = result === "not_run" || result === "handshake";
  return priced(usage, way.model, nothing || way.is_free, book);
}

/** A fresh answer on another machine: of this model where the model is to blame, of any on this way otherwise. */
function answersElsewhere(
  s: Shared,
  out: ProbeOut,
  { trouble }: ProbeReport,
  ttl_ms: number,
  now: number,
): boolean {
  const { cli, provider, model } = out.way;
  const own = modelKey(cli, provider, model);
  const any = `${wayKey(cli, provider)} `;
  return Object.values(s.probing.results).some(
    (result) =>
      result.runner !== out.runner &&
      isWell(result) &&
      result.at > now - ttl_ms &&
      (trouble?.kind === "unknown_model" ? result.key === own : result.key.startsWith(any)),
  );
}

/** Frees what the probe held, and counts what it came to. */
function settle(s: Shared, id: string, spent: Spent): Shared {
  const { [id]: held, ...reserved } = s.reserved;
  const { [id]: _out, ...out } = s.probing.out;
  const tallies = tallied(s.tallies, held?.tallies ?? [], (t) => withSpent(t, held?.usd ?? 0, spent));
  return { ...s, reserved, tallies, probing: { ...s.probing, out } };
}

/** A runner that never came back is charged with what was set aside; nobody waits for what was asked long ago. */
export function withoutLostProbes(before: Shared, config: ProbeConfig, now: number): Shared {
  const book = { prices: config.prices, agent_hour_usd: config.budget.agent_hour_usd };
  let s = before;
  for (const { id, way, at, expires_at } of Object.values(before.probing.out)) {
    if (expires_at > now) continue;
    const spent = unreported((now - at) / 1000, before.reserved[id]?.usd ?? 0, way.is_free, book);
    const lost = { id, ...way, by: "probe", trouble: null, spoke: false, answered: null } as const;
    s = { ...settle(s, id, spent), health: healthAfter(s.health, lost, now) };
  }
  const { asked, results } = s.probing;
  const still = Object.entries(asked).filter(([, at]) => at > now - ASKED_MS);
  const kept = Object.entries(results).filter(([, { at }]) => at > now - KEPT_MS);
  if (still.length === Object.keys(asked).length && kept.length === Object.keys(results).length) return s;
  return {
    ...s,
    probing: { ...s.probing, asked: Object.fromEntries(still), results: Object.fromEntries(kept) },
  };
}
