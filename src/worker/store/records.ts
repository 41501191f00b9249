/** Tables whose row is one JSON record under a key. Functions of (sql, arguments); no decisions. */

const parse = <T>(row: { data: string }): T => JSON.parse(row.data) as T;

export type RecordTable =
  | "issues"
  | "pulls"
  | "items"
  | "jobs"
  | "effects"
  | "tallies"
  | "repairs"
  | "notices";
const KEY: Readonly<Record<RecordTable, string>> = {
  issues: "number",
  pulls: "number",
  items: "id",
  jobs: "id",
  effects: "id",
  tallies: "key",
  repairs: "seq",
  notices: "id",
};

export function put(sql: SqlStorage, table: RecordTable, key: string | number, record: object): void {
  sql.exec(
    `INSERT INTO ${table} (${KEY[table]}, data) VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data`,
    key,
    JSON.stringify(record),
  );
}

export function get<T>(sql: SqlStorage, table: RecordTable, key: string | number): T | undefined {
  const row = sql
    .exec<{ data: string }>(`SELECT data FROM ${table} WHERE ${KEY[table]} = ?`, key)
    .next().value;
  return row === undefined ? undefined : parse<T>(row);
}

export function remove(sql: SqlStorage, table: RecordTable, key: string | number): void {
  sql.exec(`DELETE FROM ${table} WHERE ${KEY[table]} = ?`, key);
}

/** `where` is a constant of the callers in this folder, never input. */
export function select<T>(
  sql: SqlStorage,
  table: RecordTable,
  where: string,
  ...args: (string | number | null)[]
): T[] {
  return sql
    .exec<{ data: string }>(`SELECT data FROM ${table} WHERE ${where}`, ...args)
    .toArray()
    .map((row) => parse<T>(row));
}
