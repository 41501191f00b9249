/** The ways in which a known secret is written down: itself, encoded for an address, for JSON, in base64, in hexadecimal. */

import { utf8 } from "../text/utf8.ts";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function formsOf(secret: string): string[] {
  const well = secret.toWellFormed();
  const bytes = utf8(well);
  // In the middle of a longer text a secret begins at one of three places of a group of four characters.
  const base64 = [0, 1, 2].flatMap((shift) => {
    const core = base64Core(bytes, shift);
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return [
    secret,
    encodeURIComponent(well),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...base64,
  ];
}

/** Only the characters that no neighbour has a bit in: the others differ from text to text. */
function base64Core(bytes: Uint8Array, shift: number): string {
  const all = [...Array<number>(shift).fill(0), ...bytes];
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor((all.length * 8) / 6);
  let core = "";
  for (let at = from; at < to; at += 1) {
    const bit = at * 6;
    const byte = bit >> 3;
    const pair = ((all[byte] ?? 0) << 8) | (all[byte + 1] ?? 0);
    core += BASE64[(pair >> (10 - (bit & 7))) & 63];
  }
  return core;
}
