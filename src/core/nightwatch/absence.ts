/**
 * The dead man's switch: what should have happened and did not. It is judged in the Worker, so that a machine that is gone
 * cannot keep quiet about itself.
 */
import { adf } from "../comment/command.ts";
import { count } from "../comment/count.ts";
import type { Condition } from "../factory/conditions.ts";
import { lostRecords, type RecordSigns } from "./records.ts";
import type { Sample } from "./sample.ts";

/** Production's tick. */
const TICK_MS = 60_000;
/** A runner asks for work at least twice in this time, and work that is due is taken within it. */
export const SILENT_MS = TICK_MS;
/** Less than a tick: two ticks in a row that find it are what makes it sure. */
const UNREAD_MS = TICK_MS / 2;
/** An idle runner that leaves a job for this long does not want it. */
export const OLD_QUEUE_MS = 15 * TICK_MS;
/** Two firings were missed, with some time for a late one. */
export const CRON_LATE_MS = 2 * TICK_MS + 10_000;
/** Later than the first sign that the cron is late, so that a host that has just begun may fire it first. */
export const CRON_SURE_MS = 20_000;
/** A night in which so many changes were tried and none came to anything is no good night, however green. */
export const EMPTY_JOBS = 4;
const NIGHT_MS = 12 * 3_600_000;

/** The runners that serve a project, as the Worker last heard of them. */
export interface Presence {
  /** Since any of them was last heard of; null: none ever was. */
  readonly silent_ms: number | null;
  readonly names: readonly string[];
}

/** A forge that could not be read to the end. */
export interface ForgeSigns {
  /** Since the first of the tries that failed one after the other. */
  readonly unread_ms: number;
  /** What the last of them said. */
  readonly trouble: string;
}

export interface Situation {
  readonly now: number;
  /** Null where it could not be found out: then nothing is said of runners. */
  readonly presence: Presence | null;
  /** When each job that waits for a runner, and may be taken, became due. */
  readonly due_since: readonly number[];
  /** Whether any job is out. */
  readonly busy: boolean;
  /** The oldest write that only the forge holds up. */
  readonly oldest_write: {
    readonly id: string;
    readonly what: string;
    readonly since: number;
    readonly error: string | null;
  } | null;
  readonly writes: number;
  /** Numbers of ready issues that nobody is given, although somebody could be. */
  readonly idle_issues: readonly number[];
  readonly nothing_done: string | null;
  /** Null while it is read as it should be. */
  readonly forge: ForgeSigns | null;
  /** Null where there is no log store. */
  readonly records: RecordSigns | null;
  /** An alarm was set and did not ring. */
  readonly alarm_lost: boolean;
}

export interface Absence extends Condition {
  /** One tick's finding is a suspicion; this names it, so that only the same one counts as found again. Null: told at once. */
  readonly suspect: string | null;
}

export function absences(s: Situation): Absence[] {
  return [
    ...silentRunner(s),
    ...oldQueue(s),
    ...outbox(s),
    ...idle(s),
    ...emptyNight(s),
    ...unreadForge(s),
    ...lostRecords(s.records),
    ...lostAlarm(s),
  ];
}

const longest = (s: Situation): number => Math.max(0, ...s.due_since.map((at) => s.now - at));
const minutes = (ms: number): string => `${Math.max(1, Math.round(ms / 60_000))} min`;
const gone = (p: Presence): boolean => p.silent_ms === null || p.silent_ms >= SILENT_MS;

function silentRunner(s: Situation): Absence[] {
  if (s.presence === null || !gone(s.presence) || longest(s) < SILENT_MS) return [];
  const { silent_ms, names } = s.presence;
  const waiting = `${count(s.due_since.length, "job waits", "jobs wait")}, the oldest for ${minutes(longest(s))}.`;
  const heard =
    names.length === 0
      ? "No runner is registered for this project."
      : silent_ms === null
        ? `${names.join(", ")} never asked for work.`
        : `${names.join(", ")} was last heard of ${minutes(silent_ms)} ago.`;
  const act =
    names.length === 0
      ? `${adf("runner token")} makes a token, and ${adf("runner register --worker ADDRESS --token TOKEN")} on the machine that shall do the work uses it.`
      : "On the runner's machine: `systemctl --user status adf-runner` says whether it lives, `journalctl --user -u adf-runner -n 50` why not. " +
        `From anywhere: ${adf("doctor")}.`;
  const body = `${heard} ${waiting}\n\n${act} Nothing is lost: the jobs wait.`;
  const title = "No runner asks for work, and work waits";
  return [{ key: "runner", suspect: null, level: "critical", title, body }];
}

function oldQueue(s: Situation): Absence[] {
  if (s.presence === null || gone(s.presence) || s.busy || longest(s) < OLD_QUEUE_MS) return [];
  const body =
    `${count(s.due_since.length, "job is", "jobs are")} due, the oldest for ${minutes(longest(s))}; a runner asks for work and takes none of them.\n\n` +
    "It may have no agent CLI that the route of these jobs wants, or the factory's budget, breaker or rate of starts holds them. " +
    `${adf("status")} shows the runner's CLIs and the factory; ${adf("route")} says what a task wants.`;
  return [
    { key: "queue", suspect: "queue", title: "Jobs wait, and an idle runner does not take them", body },
  ];
}

/** It is asked again at each tick from the first failure on, so a single one is over before this. */
function unreadForge({ forge }: Situation): Absence[] {
  if (forge === null || forge.unread_ms < UNREAD_MS) return [];
  const body =
    `The last try, ${minutes(forge.unread_ms)} after the first that failed, said: ${forge.trouble}\n\n` +
    `Until it is read again nothing that people write there is acted on, and nothing is merged. ${adf("doctor")} asks the forge as ` +
    "the Worker reaches it, with each of its accounts. Nothing is lost: it is read on from where it stopped.";
  return [{ key: "forge", suspect: "forge", level: "critical", title: "The forge cannot be read", body }];
}

function outbox(s: Situation): Absence[] {
  const oldest = s.oldest_write;
  if (oldest === null || s.now - oldest.since < TICK_MS) return [];
  const said = oldest.error === null ? "It has not been tried." : `The last try said: ${oldest.error}`;
  const body =
    `${count(s.writes, "write waits", "writes wait")} for the forge, the oldest (${oldest.what}) for ${minutes(s.now - oldest.since)}. ${said}\n\n` +
    `They are tried again by themselves, and none is lost. ${adf("doctor")} asks the forge as the Worker reaches it.`;
  return [{ key: "outbox", suspect: `outbox:${oldest.id}`, title: "Writes wait for the forge", body }];
}

function idle({ idle_issues: numbers }: Situation): Absence[] {
  if (numbers.length === 0) return [];
  const named = numbers
    .slice(0, 10)
    .map((n) => `#${n}`)
    .join(", ");
  const body =
    `${named}: open, unblocked and ready, nobody works, and the coordinator gave none of them to anybody for two ticks. ` +
    `${adf("rank")} says what is ready, ${adf("run-now")} lets it look again.`;
  return [
    {
      key: "idle",
      suspect: `idle:${numbers.join(",")}`,
      title: "Issues are ready, and nobody is given any",
      body,
    },
  ];
}

function emptyNight({ nothing_done }: Situation): Absence[] {
  if (nothing_done === null) return [];
  const body =
    `${nothing_done} Nothing was red, so nothing else would have told you.\n\n` +
    `${adf("logs --since 12h")} shows each of them. The issues may be done already, or say too little to act on.`;
  return [
    { key: "nothing", suspect: null, title: "Much was tried, nothing failed, and nothing came of it", body },
  ];
}

function lostAlarm({ alarm_lost }: Situation): Absence[] {
  if (!alarm_lost) return [];
  const body =
    "Two ticks in a row found an alarm that had been set and did not ring: what it was for waits for the next tick, a minute at most. " +
    `Nothing is lost. \`npx wrangler tail\` shows whether the objects throw; ${adf("deploy")} makes them begin anew.`;
  return [{ key: "alarm", suspect: "alarm", title: "Alarms of the Worker do not ring", body }];
}

/** A night that looks green: changes were tried, none failed, and none came to anything. Null when it is not so. */
export function nothingDone(samples: readonly Sample[], now: number): string | null {
  const changes = samples.filter((s) => s.kind === "change" && s.ended_at > now - NIGHT_MS);
  const none = changes.every((s) => s.outcome === "no_change");
  if (changes.length < EMPTY_JOBS || !none) return null;
  return `${changes.length} changes were tried in the last 12 hours, and each ended by saying that nothing had to change.`;
}
