/** Parts of code whose strings were taken out: calls and their arguments, and names that stand for one string. */
import type { Lexed } from "./lex.ts";

/** `x = "…"`: names that are set to one string. */
export function constants({ code, strings }: Lexed): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const [, name = "", n = ""] of code.matchAll(/[$@]?\b(\w+)\s*=\s*(?:Path\(\s*)?⟦(\d+)⟧/g))
    made.set(name, strings[Number(n)] ?? "");
  return made;
}

/** The text of a call's arguments: up to the bracket that closes it, or to the end of the statement. */
export function argumentsAt(code: string, from: number, bracket: boolean): string {
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
