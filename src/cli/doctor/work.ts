/** Lines about a project at work: cron, queue, dispatch, breaker, outbox, questions that wait. */
import type { ProjectChecks } from "../../contract/checks.ts";
import type { ProjectView } from "../../contract/state.ts";
import { liftWords } from "../logs/standing.ts";
import { type Check, fix, ok, span, unknown } from "./check.ts";
import type { Place, ProjectFacts } from "./facts.ts";

/** After this long without a tick the cron is taken for dead: three of its minutes, or a few of the local seconds. */
export const lateAfter = (place: Place): number => (place.kind === "deployed" ? 180 : 30);
const RESTART = "stop the factory with Ctrl-C, then: npm start";

export function workLines(
  { checks, view }: ProjectFacts,
  place: Place,
  forge_failing: boolean,
  enabled: boolean,
): Check[] {
  return [
    cronLine(checks, place),
    queueLine(checks, place, forge_failing),
    dispatchLine(checks, view, place, enabled),
    breakerLine(checks, place),
    outboxLine(checks, view, place),
    questionsLine(view),
  ];
}

export function cronLine({ name, tick_secs }: ProjectChecks, place: Place): Check {
  const id = `cron/${name}`;
  const late = lateAfter(place);
  if (tick_secs !== null && tick_secs <= late) return ok(id, `the last tick was ${span(tick_secs)} ago`);
  const fact =
    tick_secs === null ? "the cron never ticked" : `the last tick was ${span(tick_secs)} ago, not ${late} s`;
  if (place.kind !== "deployed") return fix(id, fact, RESTART);
  return fix(
    id,
    fact,
    `put crons = ["* * * * *"] into [triggers] of wrangler.toml, then: npm run -s adf -- deploy`,
  );
}

/** The consumer reads the forge at every poll, so its last reading tells whether the queue is served. */
export function queueLine(
  { name, read_secs, tick_secs }: ProjectChecks,
  place: Place,
  forge_failing: boolean,
): Check {
  const id = `queue/${name}`;
  // The poll comes every few ticks: one limit for the tick and two for the poll.
  const late = 3 * lateAfter(place);
  if (read_secs !== null && read_secs <= late)
    return ok(id, `its consumer read the forge ${span(read_secs)} ago`);
  const fact =
    read_secs === null
      ? "its consumer has not read the forge yet"
      : `its consumer last read the forge ${span(read_secs)} ago`;
  if (forge_failing) return unknown(id, `${fact}, and the forge is not answering`);
  const { started_secs } = place;
  if (started_secs !== null && started_secs <= late)
    return unknown(id, `${fact}; the factory was started ${span(started_secs)} ago, and reads it soon`);
  if (tick_secs === null || tick_secs > lateAfter(place))
    return unknown(id, `${fact}; the cron must tick first`);
  if (place.kind !== "deployed") return fix(id, fact, RESTART);
  return fix(
    id,
    fact,
    "npx wrangler queues info adf-forge; when it is missing: npx wrangler queues create adf-forge",
  );
}

export function dispatchLine(
  checks: ProjectChecks,
  view: ProjectView,
  place: Place,
  enabled: boolean,
): Check {
  const id = `dispatch/${checks.name}`;
  if (!enabled)
    return fix(
      id,
      "the factory is switched off",
      "set enabled = true in [factory], then: npm run -s adf -- deploy",
    );
  if (!checks.enabled) {
    return fix(
      id,
      "the project is switched off",
      `set enabled = true in [[projects]] of ${checks.name}, then: npm run -s adf -- deploy`,
    );
  }
  const lift = (stop: Parameters<typeof liftWords>[0]): string =>
    `npm run -s adf -- ${liftWords(stop, checks.name)}${place.options}`;
  if (view.paused) {
    const stop = view.stops.find((s) => s.scope === "everything" || s.scope === "project");
    const whole = stop ?? { scope: "project", name: "" };
    return fix(id, "it is paused: running jobs go on, nothing new is claimed", lift(whole));
  }
  const stopped = view.stops.find((s) => s.scope === "agent");
  if (stopped !== undefined) {
    const { name, verb, by } = stopped;
    return fix(
      id,
      `${name} is ${verb === "pause" ? "paused" : "drained"} by ${by}: it gets no more work`,
      lift(stopped),
    );
  }
  if (!view.synced)
    return unknown(
      id,
      "the forge has not been read completely yet",
      `npm run -s adf -- status${place.options}`,
    );
  const means = {
    observe: "decides and writes nothing",
    approve: "asks a person for each write",
    auto: "acts",
  };
  return ok(id, `mode ${checks.mode}: it ${means[checks.mode]}`);
}

export function breakerLine({ name, breaker }: ProjectChecks, place: Place): Check {
  const id = `breaker/${name}`;
  if (breaker === "closed") return ok(id, "it is closed");
  if (breaker === "half_open") return ok(id, "it is half open: the next job is a trial");
  return fix(
    id,
    "it is open: too many jobs failed, and nothing is dispatched",
    `npm run -s adf -- status${place.options}`,
  );
}

export function outboxLine(checks: ProjectChecks, view: ProjectView, place: Place): Check {
  const id = `outbox/${checks.name}`;
  const { pending, proposed } = view.effects;
  const held = proposed === 0 ? "" : `, ${proposed} waiting for a person's yes`;
  const waiting = `${pending === 0 ? "nothing waits" : `${pending} waiting`} for the forge${held}`;
  const { count, last } = checks.refused;
  if (count === 0)
    return ok(id, `${waiting}, nothing was refused within a day; of a merge that was, its issue tells`);
  const journal = `curl -H "authorization: Bearer $ADF_ADMIN_TOKEN" "${place.url}/api/v1/projects/${checks.name}/journal?after=${Math.max(0, checks.journal_seq - 500)}"`;
  const fact = `the forge refused ${count} ${count === 1 ? "write" : "writes"} within a day${last === null ? "" : `, the last: ${last}`}; ${waiting}`;
  return fix(id, fact, `see the tokens above; which writes: ${journal} | grep -o '"effect.dead"[^}]*'`);
}

/** A question is not a fault: it is shown, and only a person can answer it. */
export function questionsLine({ name, work_items }: ProjectView): Check {
  const id = `questions/${name}`;
  const parked = work_items.filter((item) => item.phase === "parked");
  if (parked.length === 0) return ok(id, "no question waits for a person");
  const list = parked.slice(0, 8).map((item) => `#${item.issue}`);
  const more = parked.length > list.length ? ` and ${parked.length - list.length} more` : "";
  const wait = parked.length === 1 ? "question waits" : "questions wait";
  return ok(id, `${parked.length} ${wait} for a person's comment: ${list.join(", ")}${more}`);
}
