/** The entry of that name in a table; never what every object inherits, as `constructor` is. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
