/** Reading a parsed TOML tree of which nothing is known yet. */
import type { Path } from "./locate.ts";

export type Table = Record<string, unknown>;

/** Dates are values, not tables. */
export const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** What is there under a path, also where the path leads through something that is no table. */
export function read(tree: unknown, path: Path): unknown {
  let at = tree;
  for (const part of path) {
    if (Array.isArray(at) && typeof part === "number") at = at[part];
    else if (isTable(at) && Object.hasOwn(at, part)) at = at[part];
    else return undefined;
  }
  return at;
}

export const tablesIn = (tree: unknown, name: string): readonly (Table | null)[] => {
  const list = read(tree, [name]);
  return Array.isArray(list) ? list.map((one) => (isTable(one) ? one : null)) : [];
};

export const textIn = (table: Table | null, key: string): string | undefined => {
  const value = table === null || !Object.hasOwn(table, key) ? undefined : table[key];
  return typeof value === "string" ? value : undefined;
};

/** `[limits]`, `[routing.default_tiers]`, `[[agents]] "qa"`: a table as people call it. */
export function tableName(tree: unknown, path: Path): string {
  const [top, index, ...rest] = path;
  if (top === undefined) return "the file";
  if (typeof index !== "number") return `[${path.join(".")}]`;
  const table = read(tree, [top, index]);
  const name = isTable(table) ? (textIn(table, "name") ?? textIn(table, "id")) : undefined;
  const below = rest.length > 0 ? ` ${rest.join(".")}` : "";
  return `[[${top}]] ${name === undefined ? `number ${index + 1}` : quote(name)}${below}`;
}

/** A value as it is written, cut to what fits a line. */
export function quote(value: unknown): string {
  if (typeof value === "string") return cut(JSON.stringify(value), '"');
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return `the date ${value.toISOString()}`;
  if (typeof value === "object") return "a table";
  // As TOML writes them.
  return String(value).replace("NaN", "nan").replace("Infinity", "inf");
}

const cut = (text: string, end: string): string => (text.length > 62 ? `${text.slice(0, 58)}…${end}` : text);
