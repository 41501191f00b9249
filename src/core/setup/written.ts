/** TOML as setup writes it: blocks of plain keys, and of those only what differs from the schema's defaults. */
import * as z from "zod";

export type Value = string | number | boolean | readonly string[];
export type Table = Readonly<Record<string, Value | undefined>>;

export const written = (value: Value): string => {
  if (typeof value === "string") return quoted(value);
  return typeof value === "object" ? `[${value.map(quoted).join(", ")}]` : String(value);
};

/** JSON's escapes are TOML's, but for DEL, which TOML wants escaped too. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

export const block = (header: string, table: Table): string =>
  [
    header,
    ...Object.entries(table).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key} = ${written(value)}`],
    ),
  ].join("\n");

/** The value that holds when a key is left out; undefined where the schema has none. */
export function defaultOf(schema: z.ZodObject, key: string): unknown {
  const field = schema.shape[key];
  const filled = field instanceof z.ZodType ? field.safeParse(undefined) : undefined;
  return filled?.success === true ? filled.data : undefined;
}

export function onlyDifferent(schema: z.ZodObject, table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).filter(
      ([key, value]) =>
        value !== undefined && JSON.stringify(defaultOf(schema, key)) !== JSON.stringify(value),
    ),
  );
}
