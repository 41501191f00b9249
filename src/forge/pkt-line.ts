/**
 * The framing of git's smart HTTP protocol: a line is four hex digits of its length, these included, then bytes;
 * `0000` is the flush packet that ends a section.
 */

export const FLUSH = "0000";
/** The longest line git writes or reads, its four digits included. */
export const MAX_LINE = 65_520;

const encoder = new TextEncoder();

export type Line =
  | { readonly kind: "need_more" }
  | { readonly kind: "flush"; readonly next: number }
  | { readonly kind: "line"; readonly payload: Uint8Array; readonly next: number }
  | { readonly kind: "malformed"; readonly detail: string };

/** The line that begins at `offset`. `next` is where the following one begins. */
export function readPktLine(bytes: Uint8Array, offset: number): Line {
  if (bytes.length < offset + 4) return { kind: "need_more" };
  const digits = String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (!/^[0-9a-fA-F]{4}$/.test(digits))
    return { kind: "malformed", detail: "a line's length is not four hex digits" };
  const length = Number.parseInt(digits, 16);
  if (length === 0) return { kind: "flush", next: offset + 4 };
  // 1 to 3 are packets of protocol version 2, which has no push; 4 is a line without content.
  if (length <= 4 || length > MAX_LINE) return { kind: "malformed", detail: `a line of length ${length}` };
  if (bytes.length < offset + length) return { kind: "need_more" };
  return { kind: "line", payload: bytes.subarray(offset + 4, offset + length), next: offset + length };
}

/** One line. Content that does not fit one is a bug of the caller. */
export function writePktLine(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const payload = typeof content === "string" ? encoder.encode(content) : content;
  const length = payload.length + 4;
  if (payload.length === 0 || length > MAX_LINE) {
    throw new Error(
      `A pkt-line holds 1 to ${MAX_LINE - 4} bytes; this one was asked to hold ${payload.length}.`,
    );
  }
  return concat([encoder.encode(length.toString(16).padStart(4, "0")), payload]);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
