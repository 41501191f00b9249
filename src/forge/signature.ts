/**
 * Proof that bytes came from the forge: hex HMAC-SHA256 over the raw request body, as Gitea and Forgejo send it
 * in `X-Gitea-Signature`. Takes the bytes as received, because parsed and re-written JSON no longer matches.
 * Fails closed: an empty or short signature, which a hook without a secret sends, never verifies.
 */

const HMAC = { name: "HMAC", hash: "SHA-256" };
const HEX_SHA256 = /^[0-9a-f]{64}$/i;

const keyOf = (secret: string, use: "sign" | "verify") =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), HMAC, false, [use]);

/**
 * Whether one of `secrets` signed `rawBody`. Two are in force while a secret is rotated: Gitea cannot change the
 * secret of a hook, so the old and the new hook both deliver for a while. The comparison is the platform's own
 * and takes the same time wherever the first difference is.
 */
export async function verifySignature(
  rawBody: Uint8Array<ArrayBuffer>,
  signatureHex: string | null,
  secrets: readonly string[],
): Promise<boolean> {
  if (signatureHex === null || !HEX_SHA256.test(signatureHex)) return false;
  const signature = bytesOf(signatureHex);
  for (const secret of secrets) {
    if (secret === "") continue;
    if (await crypto.subtle.verify("HMAC", await keyOf(secret, "verify"), signature, rawBody)) return true;
  }
  return false;
}

/** The signature a forge would send. A secret is required: an empty key signs nothing anyone should believe. */
export async function signBody(body: Uint8Array<ArrayBuffer> | string, secret: string): Promise<string> {
  if (secret === "") throw new Error("signBody was given an empty secret; leave the signature out instead.");
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const mac = await crypto.subtle.sign("HMAC", await keyOf(secret, "sign"), bytes);
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
