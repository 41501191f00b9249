/**
 * Edits of a TOML text by place, so that comments, order and layout of a file that people write in stay theirs. An edit
 * that only adds is told apart from one that changes what stands there: the second needs a person's word.
 */
import { type Path, type Places, pathKey } from "../config/locate.ts";
import { type Value, written } from "./written.ts";

export interface Edit {
  readonly offset: number;
  readonly remove: number;
  readonly insert: string;
  /** What a person wrote and this would replace; null for a pure addition. */
  readonly replaces: string | null;
  readonly what: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { edit } of edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => b.edit.offset - a.edit.offset || b.order - a.order)) {
    result = result.slice(0, edit.offset) + edit.insert + result.slice(edit.offset + edit.remove);
  }
  return result;
}

/** Sets a key of a table: in place where it is written, else on a line of its own below `after`. */
export function setKey(
  text: string,
  places: Places,
  table: Path,
  key: string,
  value: Value,
  after: string,
): Edit | null {
  const what = `${tableWords(table)} ${key} = ${written(value)}`;
  const place = places.get(pathKey([...table, key]))?.value;
  if (place) {
    const old = text.slice(place.offset, place.offset + place.length);
    return {
      offset: place.offset,
      remove: place.length,
      insert: written(value),
      replaces: `${key} = ${old}`,
      what,
    };
  }
  const anchor = places.get(pathKey([...table, after]));
  if (!anchor?.value) return null;
  const end = lineEnd(text, anchor.value.offset + anchor.value.length);
  const indent = /[ \t]*$/.exec(text.slice(0, anchor.key.offset))?.[0] ?? "";
  return {
    offset: end,
    remove: 0,
    insert: `${eol(text)}${indent}${key} = ${written(value)}`,
    replaces: null,
    what,
  };
}

/** Adds words to a list of strings, behind its last. */
export function addToList(text: string, places: Places, path: Path, words: readonly string[]): Edit | null {
  const place = places.get(pathKey(path))?.value;
  if (!place || words.length === 0 || text.charAt(place.offset) !== "[") return null;
  let count = 0;
  while (places.has(pathKey([...path, count]))) count++;
  const last = places.get(pathKey([...path, count - 1]))?.value;
  const insert = words.map((word) => written(word)).join(", ");
  const what = `${path.join(".")} += ${insert}`;
  if (last === undefined || last === null)
    return { offset: place.offset + 1, remove: 0, insert, replaces: null, what };
  return { offset: last.offset + last.length, remove: 0, insert: `, ${insert}`, replaces: null, what };
}

/** Puts a block behind everything else, an empty line between. */
export function append(text: string, block: string, what: string): Edit {
  const gap =
    text === "" || /\n\s*\n$/.test(text) ? "" : text.endsWith("\n") ? eol(text) : eol(text).repeat(2);
  const insert = `${gap}${block.replaceAll("\n", eol(text))}${eol(text)}`;
  return { offset: text.length, remove: 0, insert, replaces: null, what };
}

const eol = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end < 0) return text.length;
  return text.charAt(end - 1) === "\r" ? end - 1 : end;
}

const tableWords = (path: Path): string =>
  typeof path[1] === "number" ? `[[${path[0]}]]` : `[${path.join(".")}]`;
