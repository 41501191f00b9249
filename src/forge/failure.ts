/**
 * The one closed set of ways in which a call to the forge fails, and what each HTTP status means in it.
 * Messages of the forge change between versions, so callers branch on `reason` alone; `detail` is for people.
 */

export type FailureReason =
  | "unreachable"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "not_allowed"
  | "conflict"
  | "precondition"
  | "validation"
  | "locked"
  | "rate_limited"
  | "server_error"
  | "redirected"
  | "access_refused"
  | "malformed";

export interface ForgeFailure {
  readonly reason: FailureReason;
  /** Null where no answer came. */
  readonly status: number | null;
  /** For people: what was asked and what came back, at most 300 characters, never a token. */
  readonly detail: string;
  readonly retry_after_secs: number | null;
}

export const DETAIL_LIMIT = 300;

const BY_STATUS: Readonly<Record<number, FailureReason>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  405: "not_allowed",
  408: "unreachable",
  409: "conflict",
  410: "not_found",
  412: "precondition",
  423: "locked",
  429: "rate_limited",
  503: "rate_limited",
};

/** What a status outside 2xx means. The rest of the 4xx say that the request itself was refused as wrong. */
export function reasonOf(status: number): FailureReason {
  const known = BY_STATUS[status];
  if (known !== undefined) return known;
  if (status >= 500) return "server_error";
  if (status >= 400) return "validation";
  return status >= 300 ? "redirected" : "malformed";
}

/** Whether the same request may succeed later without anybody changing anything. */
export const isTransient = (failure: ForgeFailure): boolean =>
  failure.reason === "unreachable" || failure.reason === "rate_limited" || failure.reason === "server_error";

export function failure(
  reason: FailureReason,
  status: number | null,
  detail: string,
  retry_after_secs: number | null = null,
): ForgeFailure {
  return { reason, status, detail: bounded(detail), retry_after_secs };
}

/** One line of at most 300 characters, cut where no character is split. */
function bounded(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= DETAIL_LIMIT) return line;
  const cut = line.slice(0, DETAIL_LIMIT - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
