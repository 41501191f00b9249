/**
 * One HTTP call to the forge: takes method, path and a shape, returns the parsed answer or a `ForgeFailure`.
 * It never throws for anything the network or the forge does, never follows a redirect (a renamed repository
 * answers 301, which would turn a POST into a GET), never retries, and never lets a token into a failure.
 */
import * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import { type ForgeFailure, failure, reasonOf } from "./failure.ts";
import { refusedByAccess } from "./transport.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Connection {
  /** Where the forge lives, with the path prefix if it has one. Credentials and query in it are not used. */
  readonly url: string;
  readonly token: string;
  readonly fetch?: Fetch;
  /** For the whole call, body included. */
  readonly timeout_ms?: number;
  /** Sent with every call, for instance what a reverse proxy asks for. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below `/api/v1`, already encoded, with a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | null>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: Headers;
}

/** The shape for calls whose answer says nothing we use; its body is not parsed. */
export const Nothing = z.null();
/** The shape for an answer that is text and no JSON, such as a log. */
export const Text = z.string();

export type Send = <T>(call: Call, shape: z.ZodType<T>) => Promise<Result<Answer<T>, ForgeFailure>>;

const NO_JSON = { ok: true, value: null } as const;

/** A URL drops these, in any spelling, together with what stands before: the call would reach another place. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

const TIMEOUT_MS = 20_000;
/** A page of 50 issues with long bodies is a few MiB; a Worker has 128 MiB for everything. */
const BODY_LIMIT = 24 * 1024 * 1024;

export function sender(connection: Connection): Send {
  const base = new URL(connection.url);
  const root = `${base.origin}${base.pathname.replace(/\/+$/, "")}/api/v1`;
  const timeout_ms = connection.timeout_ms ?? TIMEOUT_MS;
  // Called through a function of its own: workerd refuses a global fetch that is called as a method.
  const go: Fetch = connection.fetch ?? ((url, init) => fetch(url, init));
  const clean = (text: string) =>
    connection.token === "" ? text : text.replaceAll(connection.token, "[token]");

  return async <T>(call: Call, shape: z.ZodType<T>) => {
    const fail = (
      reason: ForgeFailure["reason"],
      status: number | null,
      text: string,
      retry?: number | null,
    ) => err(failure(reason, status, clean(`${call.method} ${call.path}: ${text}`), retry ?? null));

    if (DOT_SEGMENT.test(call.path))
      return fail("validation", null, "no name here may be . or ..; nothing was sent");
    let response: Response;
    let text: string | null;
    try {
      response = await go(root + call.path + queryOf(call), {
        method: call.method,
        redirect: "manual",
        signal: AbortSignal.timeout(timeout_ms),
        headers: {
          ...connection.headers,
          ...call.headers,
          accept: "application/json",
          ...(connection.token === "" ? {} : { authorization: `token ${connection.token}` }),
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      text = await readBounded(response);
    } catch (error) {
      return fail("unreachable", null, reasonOfThrow(error, timeout_ms));
    }

    if (refusedByAccess(response, text)) {
      const how = response.status < 400 ? `sends this request to its login page` : "refuses this request";
      return fail(
        "access_refused",
        response.status,
        `Cloudflare Access ${how} (${response.status}); the forge has not seen it`,
      );
    }
    if (response.status === 0 || (response.status >= 300 && response.status < 400)) {
      const target = response.headers.get("location") ?? "another place";
      return fail(
        "redirected",
        response.status || null,
        `the forge answers with a redirect to ${target}; was the repository renamed, or is the forge's URL not the one it calls its own?`,
      );
    }
    if (!response.ok) {
      const said = text === null ? "" : messageOf(text);
      return fail(
        reasonOf(response.status),
        response.status,
        `${response.status}${said && ` ${said}`}`,
        retryAfter(response.headers),
      );
    }
    if (text === null)
      return fail("malformed", response.status, `the answer is longer than ${BODY_LIMIT} bytes`);
    const json = bodyOf(text, shape);
    if (!json.ok) {
      const page = /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
      const what = page ? "a web page, such as a login page," : "something that is not JSON";
      return fail(
        "malformed",
        response.status,
        `${what} came instead of the API's answer; is this URL a forge?`,
      );
    }
    const parsed = shape.safeParse(json.value);
    if (!parsed.success) {
      const first = parsed.error.issues[0];
      const at = first === undefined ? "" : `${first.path.join(".") || "the answer"}: ${first.message}`;
      return fail("malformed", response.status, `the answer is not of the expected shape (${at})`);
    }
    return ok({ value: parsed.data, status: response.status, headers: response.headers });
  };
}

function queryOf(call: Call): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== null) query.set(name, String(value));
  }
  return query.size === 0 ? "" : `?${query}`;
}

/** The body as text, or null where it is longer than we are willing to hold. */
async function readBounded(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > BODY_LIMIT) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function bodyOf(text: string, shape: z.ZodType): { ok: true; value: unknown } | { ok: false } {
  if (shape === Nothing) return NO_JSON;
  return shape === Text ? { ok: true, value: text } : parseJson(text);
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** What the forge said in its error body; nothing where that is a proxy's page. */
function messageOf(text: string): string {
  const json = parseJson(text);
  if (!json.ok || typeof json.value !== "object" || json.value === null) return "";
  const message = (json.value as { message?: unknown }).message;
  return typeof message === "string" ? message : "";
}

function reasonOfThrow(error: unknown, timeout_ms: number): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return `no answer within ${timeout_ms} ms`;
  // Node says only "fetch failed" and keeps the reason (ECONNREFUSED, ENOTFOUND) in the cause.
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `no answer: ${error.message}${cause}`;
}

/** Seconds to wait, from `Retry-After` as a number or a date, at most a day. */
function retryAfter(headers: Headers): number | null {
  const value = headers.get("retry-after")?.trim();
  if (!value) return null;
  const secs = /^\d+$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - (serverTime(headers) ?? Date.now())) / 1000);
  return Number.isNaN(secs) ? null : Math.min(Math.max(secs, 0), 86_400);
}

/** The forge's own clock as it answered, in ms; cursors are made from this, never from ours. */
export function serverTime(headers: Headers): number | null {
  const ms = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(ms) ? null : ms;
}
