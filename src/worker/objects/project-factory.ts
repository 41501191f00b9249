/** What a project tells the factory of its jobs, and what it hears from it. */
import type { Stop } from "../../core/control/stop.ts";
import { type FactoryMessage, messageOf } from "../../core/factory/message.ts";
import type { Job } from "../../core/work/job.ts";
import { type Door, type Env, factoryStub } from "../environment.ts";
import { logLine } from "../log.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";

/** In one call; what is left goes with the next change or tick. */
const AT_ONCE = 100;

/** In the transaction that changes the jobs: the message exists as surely as what it tells of. */
export function storeMessages(sql: SqlStorage, jobs: readonly Job[], project: string): void {
  for (const job of jobs) {
    const message = messageOf(job, project);
    if (message === null) continue;
    sql.exec("INSERT OR IGNORE INTO messages VALUES (?, ?)", message.id, JSON.stringify(message));
  }
}

/** Sends what was not acknowledged yet. A factory that does not answer is told again by the next change or tick. */
export async function tellFactory(env: Env, sql: SqlStorage, project: string): Promise<void> {
  const rows = sql
    .exec<{ id: string; data: string }>("SELECT id, data FROM messages ORDER BY id LIMIT ?", AT_ONCE)
    .toArray();
  if (rows.length === 0) return;
  try {
    await factoryStub(env).take(rows.map((row) => JSON.parse(row.data) as FactoryMessage));
  } catch (error) {
    logLine({ event: "factory.untold", level: "warn", project, reason: String(error) });
    return;
  }
  for (const { id } of rows) sql.exec("DELETE FROM messages WHERE id = ?", id);
}

/**
 * A project asks once in its life what had been stopped everywhere before the configuration named it. Until it was answered it
 * gives nothing out and looks for nothing: a factory that is paused begins no work by being given more of it.
 */
export async function join(env: Env, sql: SqlStorage, take: (stops: readonly Stop[]) => void): Promise<void> {
  if (readMeta(sql, "joined", false)) return;
  take(await factoryStub(env).stops());
  writeMeta(sql, "joined", true);
}

/** One project speaks for the factory: the first that acts, so that each thing is told once. */
export const speaksForFactory = ({ config }: Door, project: string): boolean =>
  (config.projects.find((p) => p.enabled && p.mode !== "observe") ?? config.projects[0])?.name === project;
