/** What people are shown of the probes: each way as each runner has it, with what is known, how old it is and what to do. */
import type { ProbeBoard, ProbeReport, ProbeView } from "../../contract/probe.ts";
import { adviceFor } from "../provider/advice.ts";
import { explainBlock, type Health, healthState, modelKey } from "../provider/health.ts";
import { isFailed, isWell, type ProbeResult, resultKey } from "../provider/probe.ts";
import type { Way } from "../routing/route.ts";
import { keysOf } from "./evidence.ts";
import { probesToday, ttlMs, withheld } from "./probe-due.ts";
import type { ProbeConfig } from "./probing.ts";
import type { Shared } from "./shared.ts";

export interface BoardRunner {
  readonly id: string;
  readonly name: string;
  readonly clis: readonly string[];
}

export function probeBoard(
  s: Shared,
  ways: readonly Way[],
  runners: readonly BoardRunner[],
  config: ProbeConfig,
  now: number,
): ProbeBoard {
  const today = probesToday(s, now);
  const waiting = runners.flatMap(({ id }) =>
    ways.filter((way) => s.probing.asked[resultKey(id, way)] !== undefined),
  );
  const why = waiting.map((way) => withheld(s, way, config, now)).find((one) => one !== null);
  return {
    ways: runners.flatMap((runner) => ways.map((way) => viewOf(s, way, runner, config, now))),
    today: {
      probes: today.attempts,
      most: config.routing.probes_per_day,
      usd: today.usd,
      reserved_usd: today.reserved_usd,
    },
    withheld: why ?? null,
  };
}

function viewOf(s: Shared, way: Way, runner: BoardRunner, config: ProbeConfig, now: number): ProbeView {
  const { cli, provider, model } = way;
  const key = resultKey(runner.id, way);
  const result = s.probing.results[key];
  const named = { cli, provider, model, runner: runner.name };
  const known = { ...named, ...told(result?.report, result?.usd ?? null) };
  const age_secs = result === undefined ? null : (now - result.at) / 1000;
  const again_secs = againIn(s, way, result, config, now);
  const plain = { ...known, failure: null, next: null, age_secs, again_secs };
  if (!runner.clis.includes(cli))
    return { ...plain, ...told(undefined, null), state: "no_cli", age_secs: null, again_secs: null };
  if (Object.values(s.probing.out).some((out) => resultKey(out.runner, out.way) === key))
    return { ...plain, state: "running" };
  if (s.probing.asked[key] !== undefined) return { ...plain, state: "waiting" };
  const ill = illness(s, way, result, now);
  if (ill !== null)
    return {
      ...plain,
      state: "unhealthy",
      failure: ill.kind,
      detail: ill.detail,
      next: adviceFor(ill.kind, named),
    };
  if (result === undefined) return { ...plain, state: "unasked" };
  return { ...plain, state: isWell(result) || isFailed(result) ? "healthy" : "unproved" };
}

/** What is wrong with a way here and now; null where nothing is known against it. */
function illness(s: Shared, way: Way, result: ProbeResult | undefined, now: number) {
  const ill = keysOf(way)
    .map((key) => s.health[key])
    .find(
      (h): h is Health & { reason: NonNullable<Health["reason"]> } =>
        h !== undefined && h.reason !== null && healthState(h, now) !== "healthy",
    );
  const failed = result !== undefined && isFailed(result) ? result : null;
  const kind = failed?.report.trouble?.kind ?? null;
  const answered = s.probing.answered[modelKey(way.cli, way.provider, way.model)] ?? 0;
  if (failed !== null && kind !== null && (ill !== undefined || failed.only_here || answered < failed.at))
    return { kind, detail: failed.report.detail };
  return ill === undefined ? null : { kind: ill.reason, detail: explainBlock(ill, now) };
}

function againIn(
  s: Shared,
  way: Way,
  result: ProbeResult | undefined,
  config: ProbeConfig,
  now: number,
): number | null {
  if (ttlMs(config) === 0) return null;
  const blocked = keysOf(way).map((key) => s.health[key]?.blocked_until ?? 0);
  return Math.max(0, Math.max(result?.next ?? now, ...blocked) - now) / 1000;
}

function told(
  report: ProbeReport | undefined,
  usd: number | null,
): Pick<ProbeView, "detail" | "answered" | "no_model" | "tokens" | "seconds" | "usd"> {
  const { usage } = report ?? {};
  const ran = usage !== undefined && report?.result !== "not_run";
  const spoke = usage !== undefined && usage.output_tokens !== null;
  return {
    detail: report?.detail ?? null,
    answered: report?.model ?? null,
    no_model: report?.result === "handshake",
    tokens: spoke
      ? {
          input: usage.input_tokens ?? 0,
          cached: usage.cached_tokens ?? 0,
          output: usage.output_tokens ?? 0,
        }
      : null,
    // What was not run took no time and cost nothing.
    seconds: ran ? usage.seconds : null,
    usd: ran ? usd : null,
  };
}
