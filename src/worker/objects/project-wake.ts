/**
 * Wakes who must act: runners when a job is due, the forge consumer when effects are, and when blockers are stale
 * unless somebody is `reading` already: a hint for each issue read would call many readers to the same issues.
 */
import type { ProjectConfig } from "../../contract/config.ts";
import type { Env } from "../environment.ts";
import { staleBlockers } from "./project-mirror.ts";
import { due as dueEffects } from "./project-outbox.ts";
import { summaryIsOld } from "./project-summary.ts";

export async function wake(
  env: Env,
  sql: SqlStorage,
  { name: project, mode }: ProjectConfig,
  now: number,
  reading: boolean,
): Promise<void> {
  const due = sql
    .exec(
      "SELECT 1 FROM jobs WHERE state = 'queued' AND json_extract(data, '$.not_before') <= ? LIMIT 1",
      now,
    )
    .next().value;
  const sends: Promise<unknown>[] = [];
  if (due !== undefined && mode !== "observe") sends.push(env.HINTS.send({ project }));
  if (dueEffects(sql, mode, now, 1).length > 0) sends.push(env.FORGE.send({ project, what: "effects" }));
  if (!reading && staleBlockers(sql, 1).length > 0) sends.push(env.FORGE.send({ project, what: "blockers" }));
  if (!reading && summaryIsOld(sql)) sends.push(env.FORGE.send({ project, what: "summary" }));
  // A queue that does not take the hint is made good by the next tick; the rows are safe.
  await Promise.allSettled(sends);
}
