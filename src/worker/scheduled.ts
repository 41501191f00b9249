/** Both Cron Triggers come here, into one idempotent pass: what is due is claimed once, by the project's cursor. */

import type { Fleet } from "../core/decide/old-runners.ts";
import type { TickCause } from "../core/decide/on-tick.ts";
import { type Door, type Env, factoryStub, openDoor, projectStub } from "./environment.ts";
import { logLine } from "./log.ts";

/** The tick's own cron; any other is the coordinator's schedule. */
export const TICK_CRON = "* * * * *";
const DAY_SECS = 86_400;

export async function onCron(env: Env, cron: string): Promise<void> {
  const door = openDoor(env);
  if (!door.ok) {
    for (const m of door.error)
      logLine({ event: "factory.unconfigured", level: "error", reason: m.what, fix: m.fix });
    return;
  }
  const cause = cron === TICK_CRON ? "tick" : "schedule";
  const fleet = cause === "tick" ? await fleetOf(env, door.value) : null;
  // One project's trouble must not cost the others their tick.
  await Promise.allSettled(
    door.value.config.projects.map(async ({ name }, i) => {
      try {
        await tickProject(env, name, cause, i === 0 ? fleet : null);
      } catch (error) {
        logLine({ event: "tick.failed", level: "error", project: name, reason: String(error) });
      }
    }),
  );
}

/** Null where no deploy said which runner belongs to this Worker; a Factory that fails costs no project its tick. */
async function fleetOf(env: Env, { runner_build }: Door): Promise<Fleet | null> {
  if (runner_build === null) return null;
  try {
    const runners = await factoryStub(env).runners();
    const seen = (secs: number | null) => secs !== null && secs < DAY_SECS;
    return {
      expected: runner_build,
      runners: runners.map((r) => ({ id: r.id, name: r.name, build: r.build, seen: seen(r.last_seen_secs) })),
    };
  } catch (error) {
    logLine({ event: "tick.failed", level: "error", reason: String(error) });
    return null;
  }
}

export async function tickProject(
  env: Env,
  name: string,
  cause: TickCause,
  fleet: Fleet | null = null,
): Promise<void> {
  const { sync } = await projectStub(env, name).tick(cause, fleet);
  if (sync) await env.FORGE.send({ project: name, what: "sync" });
}
