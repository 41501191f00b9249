/**
 * Gives findings their place in the text. One mistake is said once: where a value is refused as a secret or by the
 * schema, what follows from it is left unsaid. No complaint carries a value that was refused as a secret.
 */
import type { Complaint, Finding } from "./complaint.ts";
import { type Path, type Place, type Places, pathKey, type Span } from "./locate.ts";
import { blot, type Refused } from "./secrets.ts";

/** New path → the path under which the predecessor's key was written. */
export type Origins = ReadonlyMap<string, Path>;

export class Placer {
  readonly #places: Places;
  readonly #origins: Origins;
  readonly #shown: string;

  constructor(text: string, places: Places, origins: Origins, secrets: readonly Refused[]) {
    this.#places = places;
    this.#origins = origins;
    let shown = text;
    for (const { path } of secrets) {
      const span = places.get(pathKey(path))?.value;
      if (span) shown = blotSpan(shown, span);
    }
    this.#shown = blot(shown);
  }

  place(findings: readonly Finding[]): Complaint[] {
    // Secrets stand first among findings, then what refuses, then what doubts: a place's first error is the cause.
    const refused = new Set<string>();
    const kept = findings.filter((one) => {
      if (one.code === "missing") return true;
      const key = pathKey(one.path);
      if (refused.has(key)) return false;
      if (rank(one) === 0) refused.add(key);
      return true;
    });
    return kept
      .map((one) => this.#complaint(one))
      .sort((a, b) => a.line - b.line || a.column - b.column || rank(a) - rank(b));
  }

  #complaint(one: Finding): Complaint {
    const span = this.#span(one);
    const { line, column, source } = lineAt(this.#shown, span.offset);
    const whole = span.length === 0;
    return {
      at: one.path.join(".") || "(file)",
      message: blot(one.message),
      severity: one.severity ?? "error",
      code: one.code,
      line,
      column,
      length: Math.max(1, Math.min(span.length, source.length - column + 1)),
      source: whole ? "" : source,
      expected: blot(one.expected ?? ""),
      nearest: blot(one.nearest ?? ""),
      help: one.help ?? "",
    };
  }

  /** The path itself, or the nearest thing around it that was written. */
  #span(one: Finding): Span {
    for (let end = one.path.length; end > 0; end--) {
      const place = this.#find(one.path.slice(0, end));
      if (place === undefined) continue;
      if (one.aim === "key" || end < one.path.length) return place.key;
      const value = place.value ?? place.key;
      return one.tag === undefined ? value : this.#tag(value, one.tag);
    }
    return { offset: 0, length: 0 };
  }

  /** Two braces are spelled alike in every kind of TOML text, so the nth of the value is the nth that is written. */
  #tag(value: Span, { nth, length }: NonNullable<Finding["tag"]>): Span {
    const written = this.#shown.slice(value.offset, value.offset + value.length);
    let at = -1;
    for (let n = 0; n <= nth; n++) {
      at = written.indexOf("{{", n === 0 ? 0 : at + 2);
      if (at < 0) return value;
    }
    return { offset: value.offset + at, length };
  }

  #find(path: Path): Place | undefined {
    for (let end = path.length; end > 0; end--) {
      const origin = this.#origins.get(pathKey(path.slice(0, end)));
      if (origin !== undefined) return this.#places.get(pathKey([...origin, ...path.slice(end)]));
    }
    return this.#places.get(pathKey(path));
  }
}

const rank = (one: { readonly severity?: Complaint["severity"] }): number =>
  one.severity === "note" ? 2 : one.severity === "warning" ? 1 : 0;

/** Quotes and line ends stay, so that the line still reads as what it is. */
function blotSpan(text: string, { offset, length }: Span): string {
  const hidden = text.slice(offset, offset + length).replace(/[^"'\r\n]/g, "*");
  return text.slice(0, offset) + hidden + text.slice(offset + length);
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

export function lineAt(text: string, offset: number): { line: number; column: number; source: string } {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  const source = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, "");
  return { line: lineOf(text, start), column: offset - start + 1, source };
}
