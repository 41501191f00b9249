/** Looking into parsed TOML and JSON of which nothing is promised. */
import { parse } from "smol-toml";

export type Tree = Readonly<Record<string, unknown>>;

export const tree = (value: unknown): Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : {};

export const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((here, key) => (Object.hasOwn(tree(here), key) ? tree(here)[key] : undefined), value);

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** A file that does not parse says nothing. */
export function toml(source: string): Tree {
  try {
    return tree(parse(source));
  } catch {
    return {};
  }
}

export function json(source: string): Tree {
  try {
    return tree(JSON.parse(source.replace(/^\uFEFF/, "")));
  } catch {
    return {};
  }
}
