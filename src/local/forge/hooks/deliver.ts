/**
 * Sends events to webhooks the way Gitea does: signed, once, five seconds, no retry, no promised order. What was
 * sent and what came back is kept for the last hundred deliveries.
 */
import { createHmac, randomUUID } from "node:crypto";
import { globMatches } from "../change/protection.ts";
import type { HookRow } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import { coarseName, type Outbound } from "./event.ts";

const TIMEOUT_MS = 5_000;
const KEPT = 100;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

export interface Delivery {
  readonly id: string;
  readonly hook: number;
  readonly repo: number;
  readonly url: string;
  readonly event: string;
  readonly action: string;
  readonly at: number;
  /** Null while under way. */
  status: number | null;
  /** Why it failed, when it did. */
  problem: string | null;
  ms: number | null;
}

export interface Courier {
  emit(event: Outbound): void;
  readonly history: readonly Delivery[];
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function makeCourier(
  store: Store,
  log: (event: string, fields: Record<string, unknown>) => void,
): Courier {
  const history: Delivery[] = [];
  const running = new Set<Promise<void>>();
  const stop = new AbortController();

  async function send(hook: HookRow, event: Outbound, json: string): Promise<void> {
    const action = typeof event.payload.action === "string" ? event.payload.action : "";
    const entry: Delivery = {
      id: randomUUID(),
      hook: hook.id,
      repo: hook.repo,
      url: hook.url,
      event: event.event,
      action,
      at: Date.now(),
      status: null,
      problem: null,
      ms: null,
    };
    history.push(entry);
    if (history.length > KEPT) history.shift();
    try {
      if (!LOOPBACK.has(new URL(hook.url).hostname)) {
        throw new Error("webhook can only call allowed HTTP servers, and this forge allows loopback alone");
      }
      const form = hook.content_type === "form";
      const response = await fetch(hook.url, {
        method: "POST",
        headers: headers(hook, event, entry.id, json),
        body: form ? new URLSearchParams({ payload: json }).toString() : json,
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      entry.status = response.status;
      await response.body?.cancel();
      if (!response.ok) entry.problem = `the receiver answered ${response.status}`;
    } catch (cause) {
      const error = cause as Error;
      entry.problem = error.cause instanceof Error ? error.cause.message : error.message;
    }
    entry.ms = Date.now() - entry.at;
    if (entry.problem !== null && !stop.signal.aborted) {
      log("hook.failed", { delivery: entry.id, hook: hook.id, reason: entry.problem });
    }
  }

  return {
    history,
    emit(event) {
      if (stop.signal.aborted) return;
      const hooks = store.filter("hooks", (hook) => hook.repo === event.repo && hears(hook, event));
      if (hooks.length === 0) return;
      // Serialised now: the payload is what was so when it happened.
      const json = goJson(event.payload);
      for (const hook of hooks) {
        const sending = send(hook, event, json).finally(() => running.delete(sending));
        running.add(sending);
      }
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    async close() {
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}

function hears(hook: HookRow, event: Outbound): boolean {
  if (!hook.active || !hook.events.includes(event.event)) return false;
  if (event.branch === undefined || hook.branch_filter === "" || hook.branch_filter === "*") return true;
  return globMatches(hook.branch_filter, event.branch);
}

function headers(hook: HookRow, event: Outbound, id: string, json: string): Record<string, string> {
  // Without a secret Gitea sends the headers empty; a receiver must refuse those.
  const mac = (hash: string) =>
    hook.secret === "" ? "" : createHmac(hash, hook.secret).update(json).digest("hex");
  const names = { Delivery: id, Event: coarseName(event.event), "Event-Type": event.event };
  const all: Record<string, string> = {
    "content-type": hook.content_type === "form" ? "application/x-www-form-urlencoded" : "application/json",
    "user-agent": "Go-http-client/1.1",
  };
  for (const [name, value] of Object.entries(names)) {
    for (const brand of ["Gitea", "Gogs", "GitHub"]) all[`X-${brand}-${name}`] = value;
  }
  all["X-Gitea-Signature"] = all["X-Gogs-Signature"] = mac("sha256");
  all["X-Hub-Signature"] = `sha1=${mac("sha1")}`;
  all["X-Hub-Signature-256"] = `sha256=${mac("sha256")}`;
  all["X-Gitea-Hook-Installation-Target-Type"] = all["X-GitHub-Hook-Installation-Target-Type"] = "repository";
  if (hook.authorization !== "") all.Authorization = hook.authorization;
  return all;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** What Go's MarshalIndent writes: two spaces, and HTML's special characters escaped. */
export const goJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/[<>&\u2028\u2029]/g, (char) => ESCAPES[char] ?? char);
