/**
 * Prompt templates: text with `{{variables}}`, and nothing else. Strict: a variable that is not known, one that is not closed
 * and one that must be there and is not are flaws, found before anything runs. What is put in for a variable is never read as
 * a template again, so nothing that people write into an issue can name one.
 */
import { nearest } from "../config/nearest.ts";

export type Part = { readonly text: string } | { readonly variable: string };

/** Paragraphs, in order. One that is made of variables alone is left out where all of them are empty. */
export type Template = readonly (readonly Part[])[];

export interface Flaw {
  readonly kind: "unknown" | "unclosed" | "missing";
  /** In the template's own text, in UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  /** Which `{{` of the text it is about, from 0; null where it is about the whole. */
  readonly tag: number | null;
  readonly message: string;
  readonly expected: string;
  readonly nearest: string;
}

/** What a template may name, and which of it no template may leave out. */
export interface Vocabulary {
  readonly known: readonly string[];
  readonly required: readonly string[];
}

const OPEN = "{{";
const CLOSE = "}}";
export const tagOf = (variable: string): string => `${OPEN}${variable}${CLOSE}`;

export function parseTemplate(
  text: string,
  { known, required }: Vocabulary,
): { readonly template: Template; readonly flaws: readonly Flaw[] } {
  const flaws: Flaw[] = [];
  const used = new Set<string>();
  const parts: Part[] = [];
  let from = 0;
  let tag = -1;
  for (let at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, from)) {
    tag += 1;
    if (text[at - 1] === "\\") {
      parts.push({ text: text.slice(from, at - 1) + OPEN });
      from = at + OPEN.length;
      continue;
    }
    parts.push({ text: text.slice(from, at) });
    const rest = text.slice(at + OPEN.length);
    const end = rest.indexOf(CLOSE);
    const inner = end < 0 ? rest : rest.slice(0, end);
    if (end < 0 || inner.includes("\n") || inner.includes(OPEN)) {
      const word = /^[ \t]*[\w-]*/.exec(inner)?.[0] ?? "";
      flaws.push(unclosed(at, tag, word.trim(), known));
      from = at + OPEN.length + word.length;
      continue;
    }
    from = at + OPEN.length + end + CLOSE.length;
    const name = inner.trim();
    if (known.includes(name)) {
      used.add(name);
      parts.push({ variable: name });
    } else flaws.push(unknown(at, from - at, tag, name, known));
  }
  parts.push({ text: text.slice(from) });
  // Said only where nothing else is: a misspelt name is one mistake, not two.
  if (flaws.length === 0) flaws.push(...required.filter((name) => !used.has(name)).map(missing));
  return { template: paragraphs(parts), flaws };
}

export function renderTemplate(template: Template, values: Readonly<Record<string, string>>): string {
  return template
    .map((paragraph) =>
      paragraph.map((part) => ("text" in part ? part.text : (values[part.variable] ?? ""))).join(""),
    )
    .filter((paragraph) => paragraph.trim() !== "")
    .join("\n\n");
}

function paragraphs(parts: readonly Part[]): Template {
  const all: Part[][] = [[]];
  for (const part of parts) {
    if ("variable" in part) {
      all.at(-1)?.push(part);
      continue;
    }
    const [first = "", ...rest] = part.text.split(/\r?\n(?:[ \t]*\r?\n)+/);
    all.at(-1)?.push({ text: first });
    for (const text of rest) all.push([{ text }]);
  }
  const tidy = all.map((one) => one.filter((part) => "variable" in part || part.text !== ""));
  const last = tidy.at(-1)?.at(-1);
  // The line end of a file is not part of its last paragraph.
  if (last !== undefined && "text" in last)
    tidy[tidy.length - 1] = [...(tidy.at(-1)?.slice(0, -1) ?? []), { text: last.text.trimEnd() }];
  return tidy;
}

const listed = (known: readonly string[]): string => known.map(tagOf).join(", ");
const near = (word: string, known: readonly string[]): string => {
  const found = nearest(word, known);
  return found === null ? "" : tagOf(found);
};

const unclosed = (offset: number, tag: number, word: string, known: readonly string[]): Flaw => ({
  kind: "unclosed",
  offset,
  length: OPEN.length + word.length,
  tag,
  message: `"${OPEN}${word}" is not closed on its line; a variable ends with "${CLOSE}", and \\${OPEN} stands for two braces`,
  expected: near(word, known) === "" ? listed(known) : "",
  nearest: near(word, known),
});

const unknown = (
  offset: number,
  length: number,
  tag: number,
  name: string,
  known: readonly string[],
): Flaw => ({
  kind: "unknown",
  offset,
  length,
  tag,
  message: `there is no variable "${name}" in this template`,
  expected: listed(known),
  nearest: near(name, known),
});

const missing = (name: string): Flaw => ({
  kind: "missing",
  offset: 0,
  length: 0,
  tag: null,
  message: `${tagOf(name)} is not in this template, and an agent cannot work without it`,
  expected: `a line with ${tagOf(name)}`,
  nearest: "",
});
