/** Brace expansion on the raw text of a word: `a{b,c}d` → `abd`, `acd`. Quotes and substitutions inside are left alone. */
import { LIMITS } from "../limits.ts";

/** Null when it would make more words than anybody means. */
export function braceWords(text: string): readonly string[] | null {
  const group = findGroup(text);
  if (group === null) return [text];
  const { from, to, parts } = group;
  const made: string[] = [];
  const tails = braceWords(text.slice(to + 1));
  if (tails === null) return null;
  for (const part of parts) {
    const middles = braceWords(part);
    if (middles === null || made.length + middles.length * tails.length > LIMITS.words) return null;
    for (const middle of middles) for (const tail of tails) made.push(text.slice(0, from) + middle + tail);
  }
  return made;
}

interface Group {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly string[];
}

function findGroup(text: string): Group | null {
  for (let from = 0; from < text.length; from = skip(text, from)) {
    if (text[from] !== "{" || text[from - 1] === "$") continue;
    const parts: string[] = [];
    let start = from + 1;
    let depth = 0;
    for (let i = start; i < text.length; i = skip(text, i)) {
      const c = text[i];
      if (c === "{") depth += 1;
      else if (c === "," && depth === 0) {
        parts.push(text.slice(start, i));
        start = i + 1;
      } else if (c === "}" && depth-- === 0) {
        const last = text.slice(start, i);
        if (parts.length > 0) return { from, to: i, parts: [...parts, last] };
        const range = rangeOf(last);
        if (range !== null) return { from, to: i, parts: range };
        break;
      }
    }
  }
  return null;
}

/** The position after the character, quoted string, escape or substitution at `i`. */
function skip(text: string, i: number): number {
  const c = text[i];
  if (c === "\\") return i + 2;
  if (c === "'" || c === '"' || c === "`") {
    let end = i + 1;
    while (end < text.length && text[end] !== c) end += c !== "'" && text[end] === "\\" ? 2 : 1;
    return end + 1;
  }
  if (c !== "$" || (text[i + 1] !== "(" && text[i + 1] !== "{")) return i + 1;
  const [open, close] = text[i + 1] === "(" ? ["(", ")"] : ["{", "}"];
  let depth = 0;
  for (let end = i + 1; end < text.length; end += 1) {
    if (text[end] === open) depth += 1;
    else if (text[end] === close && --depth === 0) return end + 1;
  }
  return text.length;
}

function rangeOf(text: string): readonly string[] | null {
  const found = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (found === null) return null;
  const [, a = "", b = "", by] = found;
  const letters = /[A-Za-z]/.test(a);
  if (letters !== /[A-Za-z]/.test(b)) return null;
  const start = letters ? a.charCodeAt(0) : Number(a);
  const end = letters ? b.charCodeAt(0) : Number(b);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  const count = Math.floor(Math.abs(end - start) / step) + 1;
  // Too many to write down: the first ones stand for all, since only numbers and letters differ.
  return Array.from({ length: Math.min(count, 100) }, (_, i) => {
    const n = start + (end >= start ? step : -step) * i;
    return letters ? String.fromCharCode(n) : String(n);
  });
}
