/** Parts of code whose strings were taken out: calls and their arguments, and names that stand for one string. */
import type { Lexed } from "./lex.ts";

/** `x = "…"`: names that are set to one string. */
export function constants({ code, strings }: Lexed): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const [, name = "", n = ""] of code.matchAll(/[$@]?\b(\w+)\s*=\s*(?:Path\(\s*)?⟦(\d+)⟧/g))
    made.set(name, strings[Number(n)] ?? "");
  return made;
}

/** So many calls inside one another are read whole, and of those further in so many characters: their strings were met before. */
const NESTED = 100;
const FURTHER_IN = 500;

/** Each call that a pattern finds, and the text of its arguments; without a bracket behind the name, the rest of its statement. */
export function* callsOf(
  code: string,
  pattern: RegExp,
  bracketed = ([whole]: RegExpExecArray): boolean => whole.endsWith("("),
): Generator<{ readonly found: RegExpExecArray; readonly piece: string }> {
  const ends: number[] = [];
  for (const found of code.matchAll(pattern)) {
    const from = found.index + found[0].length;
    while (ends.length > 0 && (ends.at(-1) ?? 0) <= from) ends.pop();
    const piece = argumentsAt(
      ends.length < NESTED ? code : code.slice(0, from + FURTHER_IN),
      from,
      bracketed(found),
    );
    ends.push(from + piece.length);
    yield { found, piece };
  }
}

/** What stands before the first comma that is in no bracket of its own. */
export function firstOf(piece: string): string {
  let depth = 0;
  for (let i = 0; i < piece.length; i += 1) {
    const c = piece[i] ?? "";
    if ("([{".includes(c)) depth += 1;
    else if (")]}".includes(c)) depth -= 1;
    else if (c === "," && depth <= 0) return piece.slice(0, i);
  }
  return piece;
}

/** Up to the bracket that closes it, or to the end of the statement. */
function argumentsAt(code: string, from: number, bracket: boolean): string {
  let depth = bracket ? 1 : 0;
  for (let i = from; i < code.length; i += 1) {
    const c = code[i];
    if (c === "(" || c === "[" || c === "{") depth += 1;
    else if (c === ")" || c === "]" || c === "}") {
      depth -= 1;
      if (depth <= 0 && bracket) return code.slice(from, i);
      if (depth < 0) return code.slice(from, i);
    } else if ((c === ";" || c === "\n") && depth === (bracket ? -1 : 0)) return code.slice(from, i);
  }
  return code.slice(from);
}

/** The strings in a piece of code, names replaced by what they are set to; null when it holds none. */
export function stringsIn(piece: string, { strings }: Lexed, names: ReadonlyMap<string, string>): string[] {
  const made: string[] = [];
  for (const [, n, name] of piece.matchAll(/⟦(\d+)⟧|(?<![.\w])[$@]?([A-Za-z_]\w*)(?!\s*[=(\w.])/g)) {
    const value = n === undefined ? names.get(name ?? "") : strings[Number(n)];
    if (value !== undefined) made.push(value);
  }
  return made;
}
