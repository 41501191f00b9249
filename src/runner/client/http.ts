/**
 * One HTTP call, one answer. No retries here. Redirects are not followed, so the credential goes nowhere but to
 * the configured Worker.
 */
import { BUILD_HEADER, CONTRACT_HEADER, Refusal } from "../../contract/runner.ts";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { BUILD } from "../config/build.ts";
import type { Answer } from "./answer.ts";

export interface Call {
  readonly method: "POST" | "PUT";
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly body: string | Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What the Worker says of itself with an answer, whatever the answer is. */
  readonly onHeaders?: (headers: Headers) => void;
}

export const callHeaders = (credential: string | null): Record<string, string> => ({
  ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
  [CONTRACT_HEADER]: String(CONTRACT_VERSION),
  [BUILD_HEADER]: BUILD,
});

export async function callOnce(url: string, credential: string | null, call: Call): Promise<Answer<unknown>> {
  if (call.signal.aborted) return { kind: "aborted" };
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, call.timeoutMs);
  call.signal.addEventListener("abort", abort, { once: true });
  try {
    const response = await fetch(`${url}/api/v1/${call.path}`, {
      method: call.method,
      redirect: "manual",
      headers: {
        ...callHeaders(credential),
        "content-type": typeof call.body === "string" ? "application/json" : "application/octet-stream",
      },
      body: call.body as string | Uint8Array<ArrayBuffer>,
      signal: controller.signal,
    });
    call.onHeaders?.(response.headers);
    return await read(response);
  } catch (cause) {
    if (call.signal.aborted) return { kind: "aborted" };
    const why = controller.signal.aborted ? `no answer within ${call.timeoutMs / 1000} s` : reasonOf(cause);
    return { kind: "unreachable", message: why, retryAfterMs: 0 };
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener("abort", abort);
  }
}

async function read(response: Response): Promise<Answer<unknown>> {
  const { status } = response;
  const text = await response.text();
  if (status === 204) return { kind: "empty" };
  if (status >= 200 && status < 300) {
    try {
      return { kind: "ok", value: JSON.parse(text) };
    } catch {
      return { kind: "unreachable", message: `answer ${status} is not JSON`, retryAfterMs: 0 };
    }
  }
  const message = sentenceOf(status, text, response.headers.get("location"));
  if (status === 410) return { kind: "lost", message };
  if (status === 401) return { kind: "unauthorized", message };
  if (status === 426) return { kind: "upgrade", message };
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return { kind: "unreachable", message, retryAfterMs: retryAfter(response.headers.get("retry-after")) };
  }
  return { kind: "refused", status, message };
}

function sentenceOf(status: number, text: string, location: string | null): string {
  if (location !== null)
    return `answer ${status} points to ${location}; configure the runner with the final address`;
  try {
    return Refusal.parse(JSON.parse(text)).message;
  } catch {
    return `answer ${status}: ${text.slice(0, 200)}`;
  }
}

const retryAfter = (header: string | null): number => Math.min(60, Math.max(0, Number(header) || 0)) * 1000;

function reasonOf(cause: unknown): string {
  const error = cause as Error & { cause?: Error & { code?: string } };
  return error.cause?.code ?? error.cause?.message ?? error.message;
}
