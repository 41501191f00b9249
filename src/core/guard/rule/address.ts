/** Whether a host is this machine. Everything else is the network. */
import { ENV, isKnown } from "../value.ts";

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|::1|0\.0\.0\.0|host\.docker\.internal|0)$/.test(name);
}

/** The host of an address as programs accept it, with or without scheme; null when it cannot be told. */
export function hostOf(address: string): string | null {
  const found = /^(?:\w+:\/\/)?(?:[^@/\s]*@)?(\[[^\]]+\]|[^:/?#\s]+)/.exec(address);
  const host = found?.[1] ?? null;
  return host === null || !isKnown(host) ? null : host;
}

/** Anywhere but this machine. An address that only the environment knows is not counted. */
export const isRemote = (address: string): boolean => {
  if (address.startsWith(ENV) || /^\w+:\/\/\ufdd1/.test(address)) return false;
  const host = hostOf(address);
  return host === null || !isLoopback(host);
};

/** The interfaces of Gitea, Forgejo and GitLab at any address, and GitHub's. */
export const FORGE_API =
  /^(?:https?:\/\/)?(?:api\.github\.com\/|[^/]+\/(?:[^?]*\/)?api\/v[14]\/(?:repos|projects|orgs|groups|user|users|admin)\b)/;

/** An address of four numbers, also written as one, in hexadecimal, in octal, or inside one of eight: `2852039166`, `0xa9.254.1`. */
function fourNumbers(host: string): string {
  const parts = host.replace(/^\[?(?:::ffff:)?|\]$/gi, "").split(".");
  if (!parts.every((part) => /^(?:0x[0-9a-f]{1,8}|\d{1,11})$/i.test(part)) || parts.length > 4) return host;
  const numbers = parts.map((part) =>
    Number.parseInt(part, /^0x/i.test(part) ? 16 : /^0\d/.test(part) ? 8 : 10),
  );
  const last = numbers.pop() ?? 0;
  const value = numbers.reduce((sum, one, i) => sum + one * 256 ** (3 - i), last);
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
}

/** Where a cloud's machines are told their credentials. */
export function isMetadata(address: string): boolean {
  const host =
    /^(?:https?:\/\/)?(?:[^@/\s]*@)?(\[[^\]]+\]|[^:/?#\s\ufdd0-\ufddf]+)/i.exec(address)?.[1] ?? "";
  return /^(?:169\.254\.(?:169\.254|170\.2)|100\.100\.100\.200|\[fd00:ec2::254\]|metadata\.(?:google\.internal|azure\.internal))$/i.test(
    fourNumbers(host),
  );
}
