/** The event ledger, the mention keys, people and the meta facts of a project. */

export function eventOutcome(sql: SqlStorage, key: string): string | undefined {
  return sql.exec<{ outcome: string }>("SELECT outcome FROM events WHERE key = ?", key).next().value?.outcome;
}

export function addEvent(
  sql: SqlStorage,
  e: { key: string; at: number; source: string; outcome: string; delivery: string | null },
): void {
  sql.exec("INSERT INTO events VALUES (?, ?, ?, ?, ?)", e.key, e.at, e.source, e.outcome, e.delivery);
}

export function mentionSeen(sql: SqlStorage, key: string): boolean {
  return sql.exec("SELECT 1 FROM mentions WHERE key = ?", key).next().value !== undefined;
}

export function addMention(sql: SqlStorage, key: string, at: number, outcome: string): void {
  sql.exec("INSERT OR IGNORE INTO mentions VALUES (?, ?, ?)", key, at, outcome);
}

export type PersonRole = "trusted" | "account";

export function people(sql: SqlStorage): { login: string; role: PersonRole; id: number }[] {
  return sql
    .exec<{ login: string; role: PersonRole; id: number }>("SELECT login, role, id FROM people")
    .toArray();
}

/** The first id seen for a login stays: a renamed and re-registered login is another person. */
export function addPerson(sql: SqlStorage, login: string, role: PersonRole, id: number): void {
  sql.exec("INSERT OR IGNORE INTO people (login, role, id) VALUES (?, ?, ?)", login, role, id);
}

/** The project's name, kept because an alarm does not bring it along. */
export function ownName(sql: SqlStorage, given: string | undefined): string {
  const kept = readMeta(sql, "name", "");
  const name = given ?? kept;
  if (name === "") throw new Error("a Project object is reached by its project's name");
  if (kept === "") writeMeta(sql, "name", name);
  return name;
}

/** Keeps the ledger bounded: what no delivery or poll can still bring back. */
export function trim(sql: SqlStorage, now: number): void {
  sql.exec("DELETE FROM events WHERE at < ?", now - 90 * 86_400_000);
}

export function readMeta<T>(sql: SqlStorage, key: string, fallback: T): T {
  const row = sql.exec<{ value: string }>("SELECT value FROM meta WHERE key = ?", key).next().value;
  return row === undefined ? fallback : (JSON.parse(row.value) as T);
}

export function writeMeta(sql: SqlStorage, key: string, value: unknown): void {
  sql.exec(
    "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    key,
    JSON.stringify(value),
  );
}
