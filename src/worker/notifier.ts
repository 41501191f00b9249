/** Notifiers as this Worker reaches them: a webhook signed as Standard Webhooks says, or a topic of ntfy. */
import type { Notifier } from "../contract/config/notify.ts";
import { NoticeMessage } from "../contract/notice.ts";
import { ntfyOf, topicOf } from "../core/notify/message.ts";
import type { Told } from "../core/notify/notice.ts";
import type { Redactor } from "../core/redact/redact.ts";

const TIMEOUT_MS = 10_000;
/** Said by servers that want to be asked later; every other answer from 300 to 499 is final. */
const LATER: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** Of the door, what is needed here. */
export interface Teller {
  readonly redactor: Redactor;
  readonly notifier_secrets: Readonly<Record<string, string>>;
}

/** `said` is checked on the way out, and no secret of ours is in it, whoever wrote the text. */
export async function tell(
  { redactor, notifier_secrets: secrets }: Teller,
  notifier: Notifier,
  said: NoticeMessage,
): Promise<Told> {
  const message = NoticeMessage.parse(redactor.data(said));
  const request = await requestOf(notifier, message, secrets[notifier.name] ?? "");
  if (typeof request === "string") return refused(request);
  try {
    const answer = await fetch(request.url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "adf", ...request.headers },
      body: request.body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "manual",
    });
    await answer.body?.cancel();
    if (answer.ok) return { ok: true };
    const after_ms = Math.max(0, Number(answer.headers.get("retry-after") ?? 0) * 1000) || 0;
    const error = `it answered ${answer.status}${answer.status < 400 ? ", which is another address" : ""}`;
    const final = answer.status < 500 && !LATER.has(answer.status);
    return { ok: false, final, error, after_ms, tried: true };
  } catch (cause) {
    const error = redactor.text(cause instanceof Error ? cause.message : String(cause));
    return { ok: false, final: false, error: `it cannot be reached: ${error}`, after_ms: 0, tried: true };
  }
}

/** The one backoff gate in front of it, for all projects. */
export const notifierGate = (name: string): string => `notifier:${name}`;

const refused = (error: string): Told => ({ ok: false, final: true, error, after_ms: 0, tried: false });

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A sentence where it cannot be made. */
async function requestOf(
  { kind, name, url }: Notifier,
  message: NoticeMessage,
  secret: string,
): Promise<Request | string> {
  if (kind === "ntfy") {
    const place = topicOf(url);
    if (place === null) return "its address names no topic";
    return {
      url: place.server,
      headers: secret === "" ? {} : { authorization: `Bearer ${secret}` },
      body: JSON.stringify(ntfyOf(message, place.topic)),
    };
  }
  if (secret === "")
    return `the secret NOTIFIER_SECRETS has no entry "${name}", and nothing is sent unsigned`;
  const body = JSON.stringify(message);
  const at = Math.floor(Date.now() / 1000);
  const { id } = message.data;
  const signature = await sign(secret, `${id}.${at}.${body}`);
  return {
    url,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(at),
      "webhook-signature": `v1,${signature}`,
    },
    body,
  };
}

const utf8 = new TextEncoder();

/** `whsec_` stands before a key in base64; any other secret is its own bytes. */
const keyOf = (secret: string): Uint8Array<ArrayBuffer> =>
  secret.startsWith("whsec_")
    ? Uint8Array.from(atob(secret.slice("whsec_".length)), (c) => c.charCodeAt(0))
    : Uint8Array.from(utf8.encode(secret));

async function sign(secret: string, text: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", keyOf(secret), algorithm, false, ["sign"]);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(text)));
  return btoa(String.fromCharCode(...bytes));
}
