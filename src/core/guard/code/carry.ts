/** Code that takes a file of this machine to another one. */
import { isRemote } from "../rule/address.ts";
import type { Lexed } from "./lex.ts";

/** Calls that read a file; the path comes first. */
export const READ =
  /\b(?:open|readFileSync|readFile|createReadStream|file_get_contents|File\s*\.\s*(?:read|open)|IO\s*\.\s*read)\b\s*\(|\bPath\s*\(/g;

const CALLS = /urlopen|\brequests\b|\bhttpx\b|\baxios\b|\bfetch\s*\(|https?\s*\.\s*request/;
const SENDS =
  /\b(?:requests|httpx|axios|session)\s*\.\s*(?:post|put|patch)\s*\(|\burlopen\s*\([^)]*,|\bdata\s*=|\bbody\s*:|\bmethod\s*:/;

/** As far as one can see: it sends, it reads a file, and it names a machine elsewhere. */
export function carriesAway({ code, strings }: Lexed): boolean {
  if (!CALLS.test(code) || !SENDS.test(code)) return false;
  const opens = [...code.matchAll(/\bopen\s*\(\s*⟦\d+⟧\s*(?:,\s*⟦(\d+)⟧)?/g)];
  const reads =
    opens.some(([, n]) => n === undefined || (strings[Number(n)] ?? "").startsWith("r")) ||
    /\breadFile(?:Sync)?\b|\bread_(?:text|bytes)\b|createReadStream/.test(code);
  return reads && strings.some((text) => /^https?:\/\//.test(text) && isRemote(text));
}
