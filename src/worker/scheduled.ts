/** Both Cron Triggers come here, into one idempotent pass: what is due is claimed once, by the project's cursor. */

import type { TickCause } from "../core/decide/on-tick.ts";
import { type Env, openDoor, projectStub } from "./environment.ts";
import { logLine } from "./log.ts";

/** The tick's own cron; any other is the coordinator's schedule. */
export const TICK_CRON = "* * * * *";

export async function onCron(env: Env, cron: string): Promise<void> {
  const door = openDoor(env);
  if (!door.ok) {
    for (const m of door.error)
      logLine({ event: "factory.unconfigured", level: "error", reason: m.what, fix: m.fix });
    return;
  }
  const cause = cron === TICK_CRON ? "tick" : "schedule";
  // One project's trouble must not cost the others their tick.
  await Promise.allSettled(
    door.value.config.projects.map(async ({ name }) => {
      try {
        await tickProject(env, name, cause);
      } catch (error) {
        logLine({ event: "tick.failed", level: "error", project: name, reason: String(error) });
      }
    }),
  );
}

export async function tickProject(env: Env, name: string, cause: TickCause): Promise<void> {
  const { sync } = await projectStub(env, name).tick(cause);
  if (sync) await env.FORGE.send({ project: name, what: "sync" });
}
