/** `printf` and `echo -e`: formats and escapes, as far as the arguments are known. */
import { ANY, isKnown } from "../value.ts";

const ESCAPE =
  /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|([abefnrtv\\"']))/g;
const FORMAT = /%(?:%|[-+ #0]*(?:\*|\d+)?(?:\.\d+)?([a-zA-Z]))/;
/** An escape that makes a percent sign makes no format: both are read in one pass. */
const PIECE = new RegExp(`${ESCAPE.source}|${FORMAT.source}`, "g");

export function printf(argv: readonly string[]): string {
  const [format = "", ...args] = argv;
  const formats = format.replace(ESCAPE, "").match(new RegExp(FORMAT, "g")) ?? [];
  const wanted = formats.filter((one) => one !== "%%").length;
  let out = "";
  let used = 0;
  // The format is used again until no argument is left.
  for (let round = 0; round === 0 || (wanted > 0 && used < args.length); round += 1) {
    out += format.replace(PIECE, (whole, ...groups: unknown[]) => {
      if (whole.startsWith("\\")) return escaped(whole);
      if (whole === "%%") return "%";
      const value = args[used] ?? "";
      used += 1;
      return formatted(String(groups[5] ?? "s"), value);
    });
    if (out.length > 100_000) return ANY;
  }
  return out;
}

function formatted(kind: string, value: string): string {
  if (kind === "b") return escaped(value);
  if (kind === "s" || kind === "q") return value;
  if (kind === "c") return value.slice(0, 1);
  if (!isKnown(value)) return ANY;
  const number = /^["']/.test(value)
    ? value.charCodeAt(1)
    : /^0[0-7]+$/.test(value)
      ? Number.parseInt(value, 8)
      : Number(value);
  if (!Number.isFinite(number)) return "0";
  const whole = Math.trunc(number);
  if (kind === "o") return whole.toString(8);
  if (kind === "x") return whole.toString(16);
  if (kind === "X") return whole.toString(16).toUpperCase();
  return String(kind === "d" || kind === "i" || kind === "u" ? whole : number);
}

export function escaped(text: string): string {
  return text.replace(ESCAPE, (whole, x?: string, u?: string, U?: string, o?: string, c?: string) => {
    const hex = x ?? u ?? U;
    if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
    // What follows an octal escape of unknown digits is unknown too.
    if (o !== undefined) return String.fromCharCode(Number.parseInt(o, 8) & 255);
    return (
      { a: "\x07", b: "\b", e: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\" }[c ?? ""] ??
      c ??
      whole
    );
  });
}
