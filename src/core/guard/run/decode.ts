/** Decoders: what stands encoded in the line is read as what it is. What they cannot decode stays unknown. */
import { ANY, ENV, hasHole, NET, TOKEN } from "../value.ts";
import type { Call, Machine } from "./machine.ts";
import { readArguments } from "./options.ts";

/** Null when the program decodes nothing. */
export function decode(call: Call, m: Machine): string | null {
  const { argv, name } = call;
  const has = (...flags: string[]) =>
    argv.some((arg) =>
      flags.some(
        (flag) =>
          arg === flag ||
          (flag.length > 3 && arg.length > 3 && flag.startsWith(arg)) ||
          (/^-\w+$/.test(arg) && flag.length === 2 && arg.includes(flag.slice(1))),
      ),
    );
  const input = source(call, m);
  if (/^(?:base64|gbase64|base64url)$/.test(name))
    return has("-d", "-D", "--decode") ? from(input, base64) : input.includes(TOKEN) ? TOKEN : ENV;
  if (name === "basenc")
    return has("-d", "--decode")
      ? from(input, has("--base16") ? hex : has("--base32") ? base32 : base64)
      : ENV;
  if (name === "base32") return has("-d", "--decode") ? from(input, base32) : ENV;
  if (name === "openssl")
    return /^(?:base64|enc)$/.test(argv[0] ?? "") && has("-d")
      ? from(input, base64)
      : argv[0] === "enc"
        ? ANY
        : ENV;
  if (name === "xxd") return has("-r", "-revert") ? from(input, hex) : ENV;
  if (
    name === "uudecode" ||
    /^(?:gunzip|zcat|gzcat|unxz|xzcat|bunzip2|bzcat|zstdcat|unzstd|lz4cat|brotli|gpg|age|uncompress|unlzma|lzcat)$/.test(
      name,
    )
  )
    return input.includes(NET) ? NET : ANY;
  if (/^(?:gzip|xz|bzip2|zstd|lz4|compress)$/.test(name))
    return has("-d", "--decompress", "--uncompress") ? (input.includes(NET) ? NET : ANY) : ENV;
  if (/^rot13$|^caesar$/.test(name))
    return input.replace(/[a-z]/gi, (c) =>
      String.fromCharCode(c.charCodeAt(0) + (/[a-m]/i.test(c) ? 13 : -13)),
    );
  return null;
}

function source(call: Call, m: Machine): string {
  const operands = readArguments(call.argv, "-w --wrap -in -out -k -pass -c -l -s").rest.filter(
    (word) => !/^(?:base64|enc)$/.test(word),
  );
  if (operands.length === 0 || operands[0] === "-") return call.frame.stdin ?? ENV;
  return operands.map((file) => m.read(file, call.frame) ?? ENV).join("");
}

const from = (input: string, read: (text: string) => string): string =>
  input.includes(NET) ? NET : hasHole(input) ? ANY : read(input);

function bits(text: string, alphabet: string, size: number): string {
  let buffer = 0;
  let held = 0;
  let out = "";
  for (const c of text) {
    const value = alphabet.indexOf(c);
    if (value < 0) continue;
    buffer = ((buffer << size) | value) & 0xffff;
    held += size;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((buffer >> held) & 255);
    }
  }
  return out;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const base64 = (text: string): string =>
  bits(text.replace(/-/g, "+").replace(/_/g, "/"), `${LETTERS}${LETTERS.toLowerCase()}0123456789+/`, 6);
const base32 = (text: string): string => bits(text.toUpperCase(), `${LETTERS}234567`, 5);
const hex = (text: string): string =>
  text
    .replace(/^[0-9a-f]+:\s+((?:[0-9a-f]{2,4} ){1,8}).*$/gim, "$1")
    .replace(/0x|\\x/gi, "")
    .replace(/[^0-9a-f]/gi, "")
    .replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

/** The code in `data:text/javascript,…`, which node imports like a file; null for any other address. */
export function codeOfUrl(address: string): string | null {
  const found = /^data:(?:text|application)\/javascript(?:;[\w-]+=[\w-]+)*(;base64)?,(.*)$/s.exec(address);
  if (found === null) return null;
  const text = (found[2] ?? "").replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return found[1] === undefined ? text : base64(text);
}
