/**
 * Wakes who must act: runners when a job is due, the forge consumer when effects are, and when blockers are stale
 * unless somebody is `reading` already: a hint for each issue read would call many readers to the same issues. The log store is
 * thought of a moment after a change.
 */
import type { OrchestratorConfig } from "../../contract/config.ts";
import type { Context } from "../../core/decide/snapshot.ts";
import type { Env } from "../environment.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";
import { dueNotices } from "../store/notices.ts";
import { checksDue, noteChecksAsked } from "./project-checks.ts";
import { dayIsDue } from "./project-compound.ts";
import { staleBlockers } from "./project-mirror.ts";
import { due as dueEffects } from "./project-outbox.ts";
import { summaryIsOld } from "./project-summary.ts";

export async function wake(
  env: Env,
  sql: SqlStorage,
  { project: { name: project, mode }, config }: Pick<Context, "project" | "config">,
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
  if (dueNotices(sql, now, 1).length > 0) sends.push(env.FORGE.send({ project, what: "notices" }));
  const checks = checksDue(sql, config.review_gate.ci_poll_secs);
  if (!reading && checks !== null && checks <= now) {
    noteChecksAsked(sql, now);
    sends.push(env.FORGE.send({ project, what: "checks" }));
  }
  if (!reading && dayIsDue(sql, now)) sends.push(env.FORGE.send({ project, what: "compound" }));
  const logs = logsDueIn(sql, config.quickwit, now);
  if (logs !== null) sends.push(env.FORGE.send({ project, what: "logs" }, { delaySeconds: logs }));
  // A queue that does not take the hint is made good by the next tick; the rows are safe.
  await Promise.allSettled(sends);
}

/** How long until the log store should be thought of; null when it was thought of already, or there is none. */
function logsDueIn(
  sql: SqlStorage,
  { enabled, flush_secs }: OrchestratorConfig["quickwit"],
  now: number,
): number | null {
  // One hint for all the changes of a moment: whoever gets it takes what is there by then.
  if (!enabled || now < readMeta(sql, "logs_hint_until", 0)) return null;
  const wait = Math.ceil(flush_secs);
  writeMeta(sql, "logs_hint_until", now + wait * 1000);
  return wait;
}
