/** What a project says to its agents' objects about jobs that are out. A lost message is said again by the tick. */
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { HELD, type Job } from "../../core/work/job.ts";
import { agentStub, type Env } from "../environment.ts";

/** For how long the tick repeats to the agents what was cancelled: longer than any job may run on unheard. */
export const CANCEL_MS = 3_600_000;

/** The runner hears of it with its next extend. */
export async function tellCancelled(env: Env, project: string, jobs: readonly Job[]): Promise<void> {
  for (const { id, agent, epoch, detail } of jobs) {
    if (epoch === null) continue;
    await agentStub(env, project, agent).cancel(id, epoch, detail ?? "The job was cancelled.");
  }
}

/** Jobs that nobody holds any more: a lost alarm of an Agent must not hold a slot for ever. */
export async function lostLeases(
  env: Env,
  { jobs, now, context }: Snapshot,
): Promise<{ readonly id: string; readonly epoch: number }[]> {
  const lease_ms = context.config.limits.lease_secs * 1000;
  const lost: { id: string; epoch: number }[] = [];
  for (const { id, agent, epoch, state, claimed_at } of jobs) {
    if (!HELD.has(state) || epoch === null) continue;
    // Younger than one lease it cannot have run out, and its Agent may be about to hear of it.
    if ((claimed_at ?? 0) + lease_ms > now) continue;
    const { held } = await agentStub(env, context.project.name, agent).check(id, epoch);
    if (!held) lost.push({ id, epoch });
  }
  return lost;
}
