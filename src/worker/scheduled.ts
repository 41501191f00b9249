/** Both Cron Triggers come here, into one idempotent pass: what is due is claimed once, by the project's cursor. */

import type { Fleet } from "../core/decide/old-runners.ts";
import type { TickCause } from "../core/decide/on-tick.ts";
import type { Presence } from "../core/nightwatch/absence.ts";
import { projectsOfRunner } from "../core/policy/runner-projects.ts";
import { type Door, type Env, factoryStub, openDoor, projectStub } from "./environment.ts";
import { logLine } from "./log.ts";
import type { FactoryObject } from "./objects/factory.ts";
import { ALONE, type Around } from "./objects/project-watch.ts";

/** The tick's own cron; any other is the coordinator's schedule. */
export const TICK_CRON = "* * * * *";
const DAY_SECS = 86_400;
const FACTORY_MS = 5_000;

export async function onCron(env: Env, cron: string): Promise<void> {
  const door = openDoor(env);
  if (!door.ok) {
    for (const m of door.error)
      logLine({ event: "factory.unconfigured", level: "error", reason: m.what, fix: m.fix });
    return;
  }
  const cause = cron === TICK_CRON ? "tick" : "schedule";
  const runners = cause === "tick" ? await runnersOf(env) : null;
  const fleet = fleetOf(runners, door.value);
  // One project's trouble must not cost the others their tick.
  await Promise.allSettled(
    door.value.config.projects.map(async ({ name }, i) => {
      try {
        const presence = presenceOf(runners, door.value, name);
        await tickProject(env, name, cause, { fleet: i === 0 ? fleet : null, presence });
      } catch (error) {
        logLine({ event: "tick.failed", level: "error", project: name, reason: String(error) });
      }
    }),
  );
}

type Runners = Awaited<ReturnType<FactoryObject["runners"]>>;

/** Null from a Factory that fails or does not answer in time: it costs no project its tick. */
async function runnersOf(env: Env): Promise<Runners | null> {
  let late: ReturnType<typeof setTimeout> | null = null;
  try {
    const silence = new Promise<never>((_, fail) => {
      late = setTimeout(() => fail(new Error("the Factory does not answer")), FACTORY_MS);
    });
    return await Promise.race([factoryStub(env).runners(), silence]);
  } catch (error) {
    logLine({ event: "tick.failed", level: "error", reason: String(error) });
    return null;
  } finally {
    if (late !== null) clearTimeout(late);
  }
}

/** Null where no deploy said which runner belongs to this Worker. */
function fleetOf(runners: Runners | null, { runner_build }: Door): Fleet | null {
  if (runner_build === null || runners === null) return null;
  const seen = (secs: number | null) => secs !== null && secs < DAY_SECS;
  return {
    expected: runner_build,
    runners: runners.map((r) => ({ id: r.id, name: r.name, build: r.build, seen: seen(r.last_seen_secs) })),
  };
}

/** The runners that get jobs of this project. */
function presenceOf(runners: Runners | null, { config }: Door, project: string): Presence | null {
  if (runners === null) return null;
  const serving = runners.filter((r) => projectsOfRunner(config, r.name).includes(project));
  const seen = serving.flatMap((r) => (r.last_seen_secs === null ? [] : [r.last_seen_secs * 1000]));
  return { silent_ms: seen.length === 0 ? null : Math.min(...seen), names: serving.map((r) => r.name) };
}

export async function tickProject(
  env: Env,
  name: string,
  cause: TickCause,
  around: Around = ALONE,
): Promise<void> {
  const { sync } = await projectStub(env, name).tick(cause, around);
  if (sync) await env.FORGE.send({ project: name, what: "sync" });
}
