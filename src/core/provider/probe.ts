/**
 * What is known of a way to a model from asking it: the result of a probe, until when it counts, and when it is asked again.
 * Results are kept for each runner, because a login is one of a machine.
 */
import type { ProbeReport } from "../../contract/probe.ts";
import { modelKey } from "./health.ts";

export interface ProbeResult {
  readonly runner: string;
  /** `claude anthropic sonnet` */
  readonly key: string;
  readonly at: number;
  readonly report: ProbeReport;
  readonly usd: number;
  /** In a row. */
  readonly failures: number;
  /** When it is asked again by itself, as far as this result goes. */
  readonly next: number;
  /** It failed here, while the same way answers another runner: this machine's trouble and not the provider's. */
  readonly only_here: boolean;
}

/** The first pause after a failure that does not block its way, doubled each time in a row. */
const AGAIN_MS = 60_000;
const LONGEST_MS = 6 * 3_600_000;

export const PROBE_PROMPT_WORD = "lighthouse";
/** As short as a prompt can be that shows whether somebody has understood it. */
export const PROBE_PROMPT = `Reply with the one word "${PROBE_PROMPT_WORD}" and nothing else. Use no tools.`;

export const resultKey = (
  runner: string,
  way: { readonly cli: string; readonly provider: string; readonly model: string },
): string => `${runner} ${modelKey(way.cli, way.provider, way.model)}`;

export const isWell = ({ report: { result } }: ProbeResult): boolean =>
  result === "answered" || result === "handshake";
export const isFailed = ({ report: { result } }: ProbeResult): boolean => result === "failed";

/** `ttl_ms`: 0 where nothing is probed by itself; a failure is then remembered as long as a pause can be. */
export function nextAfter(report: ProbeReport, failures: number, ttl_ms: number, now: number): number {
  if (report.result !== "failed") return now + ttl_ms;
  const pause = Math.min(LONGEST_MS, AGAIN_MS * 2 ** Math.min(failures - 1, 10));
  return now + (ttl_ms === 0 ? pause : Math.min(pause, ttl_ms));
}

/** Whether a result no longer counts. `answered`: when the way last answered anybody, a job or a probe. */
export function isStale(
  result: ProbeResult,
  answered: number | undefined,
  ttl_ms: number,
  now: number,
): boolean {
  if (isFailed(result)) return now >= result.next;
  return now >= Math.max(result.at, isWell(result) ? (answered ?? 0) : 0) + ttl_ms;
}
