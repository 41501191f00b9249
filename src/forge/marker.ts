/**
 * Signs and checks the hidden marker of our own comments. The signature covers the repository, the issue, the
 * payload and the visible body: a marker copied under another text, issue or repository is forged.
 */
import { MarkerPayload } from "../contract/marker.ts";
import type { MarkerCheck } from "../core/decide/on-event.ts";

const MARKER = /<!-- adf:1 ([A-Za-z0-9_-]+) ([0-9a-f]{64}) -->/g;

export interface MarkerPlace {
  readonly repo: string;
  readonly issue: number;
}

const utf8 = new TextEncoder();

function key(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", utf8.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);
}

/** Forges may change line ends and trailing space on the way; nothing else may differ. */
const visible = (body: string): string => body.replaceAll("\r\n", "\n").trimEnd();

function signed(place: MarkerPlace, payload: string, body: string): Uint8Array<ArrayBuffer> {
  return utf8.encode(`${place.repo}\n${place.issue}\n${payload}\n${visible(body)}`);
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");

const unhex = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array((text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));

const encode = (payload: MarkerPayload): string =>
  btoa(String.fromCharCode(...utf8.encode(JSON.stringify(payload))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

function decode(text: string): MarkerPayload | null {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
      c.charCodeAt(0),
    );
    const parsed = MarkerPayload.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The body with its marker on the last line. */
export async function withMarker(
  secret: string,
  place: MarkerPlace,
  body: string,
  payload: MarkerPayload,
): Promise<string> {
  const text = encode(payload);
  const signature = await crypto.subtle.sign("HMAC", await key(secret), signed(place, text, body));
  return `${visible(body)}\n\n<!-- adf:1 ${text} ${hex(signature)} -->`;
}

/** Reads the last marker of a body. More than one, or text after it, is not how we write: forged. */
export async function readMarker(secret: string, place: MarkerPlace, body: string): Promise<MarkerCheck> {
  const found = [...body.matchAll(MARKER)];
  const last = found.at(-1);
  if (last === undefined) return { kind: "none" };
  const [whole, text = "", signature = ""] = last;
  const before = body.slice(0, last.index);
  const after = body.slice(last.index + whole.length);
  if (found.length > 1 || after.trim() !== "") return { kind: "forged" };
  const good = await crypto.subtle.verify(
    "HMAC",
    await key(secret),
    unhex(signature),
    signed(place, text, before),
  );
  const payload = good ? decode(text) : null;
  return payload === null ? { kind: "forged" } : { kind: "ours", payload };
}

/** Finds one effect's marker in many bodies without checking signatures: for "did this arrive already?". */
export function markerEffect(body: string): string | null {
  const last = [...body.matchAll(MARKER)].at(-1);
  return last === undefined ? null : (decode(last[1] ?? "")?.effect ?? null);
}
