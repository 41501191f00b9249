/**
 * How far an agent is from its own usual self, from 0 to 1: what its last jobs show, less what is usual for it, each sign
 * with a weight. A share counts only as far as it is beyond chance, so that two bad jobs among many are no drift.
 */
import type { JobKind } from "../../contract/job.ts";
import type { Sample } from "./sample.ts";

export const WEIGHTS = {
  failed: 0.6,
  empty: 0.35,
  silent: 0.15,
  denied: 0.2,
  cost: 0.25,
  slow: 0.1,
} as const;
export type Sign = keyof typeof WEIGHTS;

/** Fewer jobs say nothing; more than the window are older than what they judge. */
export const LEAST_JOBS = 4;
export const WINDOW_JOBS = 12;
/** An agent with a past of at least so many jobs is measured by it. */
const LEAST_PAST = 10;
/** What is granted to any agent, and what no past can excuse. */
const USUAL_SHARE = 0.15;
const MOST_EXCUSED = 0.35;
/** One-sided, 95 %. */
const Z = 1.64;
/** Twice the usual is no sign; six times the usual is a full one. */
const FROM_TIMES = 2;
const FULL_TIMES = 6;

export interface Drift {
  /** From 0 to 1. */
  readonly drift: number;
  /** The signs that are there, the heaviest first. */
  readonly signs: readonly { readonly sign: Sign; readonly weight: number; readonly said: string }[];
}

/** `recent` is judged against `past`, both of one agent. */
export function driftOf(recent: readonly Sample[], past: readonly Sample[]): Drift {
  const found = [
    share("failed", "ended badly", recent, past),
    share("empty", "came to nothing", recent, past),
    share("silent", "fell silent or ran out of time", recent, past),
    share("denied", "were refused by the guard again and again", recent, past),
    measure("cost", "usd", "cost", recent, past),
    measure("slow", "seconds", "take", recent, past),
  ];
  const signs = found.filter((f) => f.weight > 0).sort((a, b) => b.weight - a.weight);
  return {
    drift: Math.min(
      1,
      signs.reduce((sum, s) => sum + s.weight, 0),
    ),
    signs,
  };
}

type Found = Drift["signs"][number];
type Shared = "failed" | "empty" | "silent" | "denied";

function share(sign: Shared, words: string, recent: readonly Sample[], past: readonly Sample[]): Found {
  const of = (samples: readonly Sample[]) => samples.filter((s) => s[sign]).length;
  const usual =
    past.length < LEAST_PAST
      ? USUAL_SHARE
      : Math.min(MOST_EXCUSED, Math.max(USUAL_SHARE, of(past) / past.length));
  const sure = atLeast(of(recent), recent.length);
  const beyond = Math.max(0, (sure - usual) / (1 - usual));
  const said = `${of(recent)} of its last ${recent.length} jobs ${words}, usual is ${Math.round(usual * 100)} %`;
  return { sign, weight: beyond * WEIGHTS[sign], said };
}

/** The lower end of Wilson's interval: the share that `count` of `n` shows beyond chance. */
export function atLeast(count: number, n: number): number {
  if (n === 0) return 0;
  const p = count / n;
  const z2 = Z * Z;
  const middle = p + z2 / (2 * n);
  const spread = Z * Math.sqrt((p * (1 - p) + z2 / (4 * n)) / n);
  return Math.max(0, (middle - spread) / (1 + z2 / n));
}

function measure(
  sign: "cost" | "slow",
  of: "usd" | "seconds",
  verb: string,
  recent: readonly Sample[],
  past: readonly Sample[],
): Found {
  let worst: Found = { sign, weight: 0, said: "" };
  for (const kind of new Set(recent.map((s) => s.kind))) {
    const now = valuesOf(recent, kind, of);
    const before = valuesOf(past, kind, of);
    if (now.length < LEAST_JOBS || before.length < LEAST_PAST) continue;
    const usual = median(before);
    // What costs next to nothing may cost six times that.
    if (usual <= 0 || median(now) < SMALL[of]) continue;
    const times = median(now) / usual;
    const full = Math.min(1, Math.max(0, (times - FROM_TIMES) / (FULL_TIMES - FROM_TIMES)));
    const said = `its ${kind} jobs ${verb} ${times.toFixed(1)} times what is usual for it`;
    if (full * WEIGHTS[sign] > worst.weight) worst = { sign, weight: full * WEIGHTS[sign], said };
  }
  return worst;
}

const SMALL = { usd: 0.05, seconds: 60 } as const;

const valuesOf = (samples: readonly Sample[], kind: JobKind, of: "usd" | "seconds"): number[] =>
  samples.filter((s) => s.kind === kind).flatMap((s) => (s[of] === null ? [] : [s[of]]));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
