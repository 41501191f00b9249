/** From what a CLI says of a failure to its kind and the time to wait. The same words for all CLIs. Pure. */
import type { Trouble, TroubleKind } from "../../contract/agent-run.ts";

export interface Evidence {
  /** HTTP status, where it is told. */
  readonly status?: number | null | undefined;
  /** Everything said about it: type, code, message. */
  readonly text: string;
  /** Header or field with seconds to wait. */
  readonly retryAfterSecs?: number | null | undefined;
  /** When the limit is lifted, in milliseconds. */
  readonly resetsAtMs?: number | null | undefined;
}

/** The more particular first: a used-up plan is told with 429 as well, and a missing model with 404 or 400. */
const WORDS: readonly (readonly [TroubleKind, RegExp])[] = [
  [
    "quota",
    /credit balance|insufficient_quota|quota exceeded|exceeded your (?:current |daily )?quota|billing|usage[ _]limit|hit your .{0,80}limit|out of credits|plan and billing/i,
  ],
  ["too_long", /prompt is too long|context[ _](?:length|window)|maximum context|too many tokens/i],
  [
    "unknown_model",
    /model_not_found|ModelNotFound|unknown model|unsupported model|model\b.{0,80}(?:not found|not exist|is not supported|not available)|issue with the selected model/i,
  ],
  [
    "auth",
    /invalid (?:api key|x-api-key|bearer)|API key not valid|not logged in|please run \/login|unauthori[sz]ed|authentication|failed to authenticate|missing environment variable|incorrect api key|token (?:has )?expired|PERMISSION_DENIED/i,
  ],
  ["overloaded", /overloaded|high demand|\bUNAVAILABLE\b|at capacity/i],
  ["throttled", /rate.?limit|too many requests|request rejected \(429\)|RESOURCE_EXHAUSTED/i],
  [
    "network",
    /ECONN(?:RESET|REFUSED|ABORTED)|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE|socket hang up|connection (?:to .{0,40})?(?:was )?(?:lost|closed|reset|error|refused|terminated)|stream (?:disconnected|closed)|network error|fetch failed|terminated|premature close|unable to connect/i,
  ],
  ["server", /internal server error|server_error|bad gateway|gateway time-?out/i],
];

const STATUS: Readonly<Record<number, TroubleKind>> = {
  401: "auth",
  402: "quota",
  403: "auth",
  404: "unknown_model",
  429: "throttled",
  503: "overloaded",
  529: "overloaded",
};

/** Of megabytes, which are searched in so many ways, the beginning and the end say what it was. */
const READ = 8_000;
const ends = (said: string): string =>
  said.length <= 2 * READ ? said : `${said.slice(0, READ)}\n${said.slice(-READ)}`;

/** Null when it is nothing of the model's provider. */
export function troubleOf(all: Evidence, now: number): Trouble | null {
  const evidence = { ...all, text: ends(all.text) };
  const status = evidence.status ?? statusIn(evidence.text);
  const words = WORDS.find(([, pattern]) => pattern.test(evidence.text))?.[0] ?? null;
  const kind = kindOf(status, words);
  return kind === null ? null : { kind, retry_after_secs: waitOf(evidence, now) };
}

/** A status that is told is a fact; words only refine it. */
function kindOf(status: number | null, words: TroubleKind | null): TroubleKind | null {
  if (status === null) return words;
  const plain = STATUS[status] ?? (status >= 500 ? "server" : null);
  if (words === "quota" || words === "too_long" || words === "unknown_model") return words;
  if (status >= 500 && words === "overloaded") return words;
  return plain ?? words;
}

const statusIn = (text: string): number | null => {
  const found =
    /\b(?:status|error|code|http)\b["':= ]{0,4}(?:code["':= ]{0,4})?([45]\d\d)\b|\(([45]\d\d)\)/i.exec(text);
  const digits = found?.[1] ?? found?.[2];
  return digits === undefined ? null : Number(digits);
};

function waitOf({ text, retryAfterSecs, resetsAtMs }: Evidence, now: number): number | null {
  if (retryAfterSecs !== undefined && retryAfterSecs !== null && retryAfterSecs >= 0) return retryAfterSecs;
  if (resetsAtMs !== undefined && resetsAtMs !== null) return Math.max(0, (resetsAtMs - now) / 1000);
  return waitIn(text, now);
}

const UNIT_SECS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };

/** "try again in 1h 3m", "retry after 30 seconds", "resets at 2026-11-22T18:00:00Z", "limit reached|1795368000". */
export function waitIn(text: string, now: number): number | null {
  const moment =
    /(?:resets?|until|again)\s+(?:at\s+|on\s+)?(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))/i.exec(text);
  if (moment !== null) return Math.max(0, (Date.parse(moment[1] ?? "") - now) / 1000);
  const epoch = /limit reached\|(\d{10})\b/i.exec(text);
  if (epoch !== null) return Math.max(0, Number(epoch[1]) - now / 1000);
  const span =
    /(?:in|after|delay)[:= ]+((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b[\s,]*(?:and\s+)?)+)/i.exec(
      text,
    );
  if (span === null) return null;
  let secs = 0;
  for (const [, amount, unit] of (span[1] ?? "").matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const word = (unit ?? "").toLowerCase();
    const short = word === "ms" || word.startsWith("milli") ? "ms" : word.slice(0, 1);
    secs += Number(amount) * (UNIT_SECS[short] ?? 0);
  }
  return secs;
}
