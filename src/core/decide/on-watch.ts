/**
 * Nightwatch looks at a project: at its agents after each tick in which a job ended and each `interval_secs`, at what is missing
 * altogether at each tick. A decision of
 * its own beside the tick's, which never waits for it and never depends on it.
 */

import { adf } from "../comment/command.ts";
import { stopOf } from "../control/stop.ts";
import { written } from "../effect/written.ts";
import type { Condition } from "../factory/conditions.ts";
import {
  type Absence,
  absences,
  CRON_LATE_MS,
  CRON_SURE_MS,
  nothingDone,
  type Situation,
} from "../nightwatch/absence.ts";
import { sampleOf } from "../nightwatch/sample.ts";
import { NOTHING_WATCHED } from "../nightwatch/watched.ts";
import { breakerState } from "../policy/breaker.ts";
import { isQuarantined } from "../policy/quarantine.ts";
import { isWithinActiveHours } from "../scheduling/active-hours.ts";
import type { Job } from "../work/job.ts";
import { HELD } from "../work/job.ts";
import { hasBegun } from "../work/work-item.ts";
import { clear, type Raised, raise } from "./alerts.ts";
import { type Changes, Draft } from "./draft.ts";
import { workerOf } from "./house.ts";
import { rankProject } from "./rank-project.ts";
import type { Snapshot } from "./snapshot.ts";
import { recover, watchAgents } from "./watch-agents.ts";
import { forgetGates, watchGates } from "./watch-gates.ts";

/** Of what the dead man's switch tells. */
const PREFIX = "watch:";
/** Enough to find a change that came to something, in a project that works. */
const FEW_JOBS = 12;
/** An absence that lasts so long is worse than it was. */
const GROWS_MS = [1, 6, 24].map((hours) => hours * 3_600_000);

/** What is looked at besides the project itself. */
export interface Signs extends Pick<Situation, "presence" | "records" | "forge" | "alarm_lost"> {
  /** The last so many jobs that have ended, oldest first; all that count where no number is given. */
  ended(limit?: number): readonly Job[];
}

export function onWatch(s: Snapshot, signs: Signs): Changes {
  const draft = new Draft(s, "under_way");
  const { config, project } = s.context;
  // In `observe` nothing runs that could drift, and nobody would be told.
  if (
    !config.nightwatch.enabled ||
    !config.factory.enabled ||
    !project.enabled ||
    project.mode === "observe"
  ) {
    rest(draft);
    return draft.changes();
  }
  const active = isActive(s);
  if (isTimeToJudge(s, signs)) {
    watchAgents(draft, signs.ended(), active);
    draft.setMeta({ watch: { ...draft.meta.watch, judged_at: s.now } });
  }
  watchGates(draft);
  tell(draft, absences({ ...situation(draft, signs, active), nothing_done: lookBack(signs, s.now) }));
  return draft.changes();
}

/** Only an end of a job shows something new; between them passes what is a matter of time alone, as the end of a pause. */
function isTimeToJudge({ now, meta, context }: Snapshot, signs: Signs): boolean {
  const { judged_at } = meta.watch;
  if (now - judged_at >= context.config.nightwatch.interval_secs * 1000) return true;
  return (signs.ended(1)[0]?.ended_at ?? 0) > judged_at;
}

/** At each tick, so a few jobs are read first: one of them that came to something is the usual case. */
function lookBack(signs: Signs, now: number): string | null {
  const samples = (jobs: readonly Job[]) => jobs.flatMap((job) => sampleOf(job) ?? []);
  const few = samples(signs.ended(FEW_JOBS));
  const changes = few.filter((f) => f.kind === "change");
  if (changes.some((f) => f.outcome !== "no_change")) return null;
  return nothingDone(samples(signs.ended()), now);
}

/**
 * A request, a delivery or an alarm came: the cron should have fired not long ago. Asked of what comes from outside, because
 * a cron cannot report itself. Null: nothing to say.
 */
export function onSign(s: Snapshot, ticked_at: number | null): Changes | null {
  const { config, project } = s.context;
  const { watch, alerts } = s.meta;
  if (ticked_at === null || !config.nightwatch.enabled || project.mode === "observe") return null;
  const late = s.now - ticked_at;
  if (late < CRON_LATE_MS || alerts[`${PREFIX}cron`] !== undefined) return null;
  const draft = new Draft(s, "under_way");
  const since = watch.cron_late_since;
  if (since === null || since < ticked_at) draft.setMeta({ watch: { ...watch, cron_late_since: s.now } });
  else if (s.now - since < CRON_SURE_MS) return null;
  else
    raise(draft, {
      key: `${PREFIX}cron`,
      level: "critical",
      title: "The cron does not fire",
      body:
        `The last tick was ${Math.round(late / 1000)} s ago, and one is due each minute. Without it nothing that was lost is made good: ` +
        "no missed delivery, no lease that ran out, no schedule.\n\n" +
        `\`npx wrangler triggers deploy\` sets the Cron Triggers of \`wrangler.toml\` again; ${adf("doctor")} says when it was last there.`,
    });
  return draft.changes();
}

/** Nobody watches: what was found and done is taken back. */
function rest(draft: Draft): void {
  for (const agent of Object.keys(draft.meta.watch.agents)) recover(draft, agent, "Nightwatch is off.");
  forgetGates(draft);
  tell(draft, []);
  if (draft.meta.watch !== NOTHING_WATCHED) draft.setMeta({ watch: NOTHING_WATCHED });
}

function isActive({ context: { project }, now }: Snapshot): boolean {
  return project.active === "always" || isWithinActiveHours(project.schedule, project.timezone, now);
}

function tell(draft: Draft, found: readonly Absence[]): void {
  const { suspects } = draft.meta.watch;
  const holds = new Set(found.map((f) => `${PREFIX}${f.key}`));
  for (const { suspect, ...absence } of found)
    if (suspect === null || suspects.includes(suspect)) raise(draft, grown(draft, absence));
  for (const { key } of Object.values(draft.meta.alerts))
    if (key.startsWith(PREFIX) && !holds.has(key)) clear(draft, key, "What was missing is there again.");
  const now = found.flatMap((f) => f.suspect ?? []);
  if (now.join() !== suspects.join()) draft.setMeta({ watch: { ...draft.meta.watch, suspects: now } });
}

/** What stays away for hours is told again, and as worse. */
function grown({ meta, now }: Draft, { key: of, level = "warning", ...absence }: Condition): Raised {
  const key = `${PREFIX}${of}`;
  const since = meta.alerts[key]?.since ?? now;
  const size = GROWS_MS.filter((after) => now - since >= after).length;
  return { ...absence, key, size, level: size > 0 ? "critical" : level };
}

function situation(
  draft: Draft,
  { presence, records, forge, alarm_lost }: Signs,
  active: boolean,
): Omit<Situation, "nothing_done"> {
  const { snapshot: s, meta } = draft;
  const open = s.openEffects();
  const held = (item: string | null, seq: number) =>
    item !== null && open.some((e) => e.item === item && e.seq < seq && e.state === "proposed");
  // What tells of the outbox waits in it too, and must not keep its own cause alive.
  const own = meta.alerts[`${PREFIX}outbox`]?.effect;
  const writes = open.filter((e) => e.state !== "proposed" && e.id !== own && !held(e.item, e.seq));
  const oldest = writes.reduce<(typeof writes)[number] | null>(
    (o, e) => (o === null || e.created_at < o.created_at ? e : o),
    null,
  );
  const due = s.jobs.filter((j) => j.state === "queued" && j.not_before <= s.now && mayGo(draft, j));
  return {
    now: s.now,
    presence,
    due_since: due.map((j) => Math.max(j.not_before, j.queued_at)),
    busy: s.jobs.some((j) => HELD.has(j.state)),
    oldest_write:
      oldest === null
        ? null
        : { id: oldest.id, what: written(oldest.action).what, since: oldest.created_at, error: oldest.error },
    writes: writes.length,
    idle_issues: active ? idleIssues(draft) : [],
    records,
    forge,
    alarm_lost,
  };
}

/** Whether nothing of this project keeps a job from a runner: its agent is free and nobody stopped it. */
function mayGo(draft: Draft, job: Job): boolean {
  const { agents, config } = draft.context;
  const { stops, breaker, quarantine, alerts } = draft.meta;
  const agent = workerOf(agents, job);
  const item = draft.item(job.item);
  if (agent === undefined || !agent.enabled || item === undefined) return false;
  if (stopOf(stops, { agent: agent.name, runner: null, begun: hasBegun(item) }) !== null) return false;
  if (draft.heldBy(agent.name).length >= agent.slots) return false;
  if (breakerState(breaker, config.limits, draft.now) === "open") return false;
  if (isQuarantined(quarantine[agent.name], config.limits.breaker_half_open_secs, draft.now)) return false;
  return !Object.keys(alerts).some((key) => key.startsWith("budget:"));
}

/** Of work: what tells people something, this very alert too, gives nobody anything to do. */
const hasWrites = (s: Snapshot): boolean => s.openEffects().some((e) => e.item !== null);

/** Ready, and nobody works at all, although nothing keeps the coordinator from giving it to somebody. */
function idleIssues({ snapshot: s, meta }: Draft): number[] {
  if (!meta.synced || s.jobs.length > 0 || meta.stops.length > 0) return [];
  if (s.items.some((i) => i.phase !== "parked") || hasWrites(s)) return [];
  return rankProject(s)
    .ready.map((r) => r.number)
    .sort((a, b) => a - b);
}
