/**
 * Judges each agent by its last jobs and corrects it: a note, a fresh start, a pause, and a person. What was done is undone when
 * its jobs are well again, and a pause ends by itself, because only jobs can show that.
 */
import { agentUnwell } from "../comment/nightwatch.ts";
import { driftOf, LEAST_JOBS, WINDOW_JOBS } from "../nightwatch/drift.ts";
import { levelOf, type Step, stepFor } from "../nightwatch/level.ts";
import { type Sample, sampleOf } from "../nightwatch/sample.ts";
import { NIGHTWATCH, PAUSE_MS, type Watched } from "../nightwatch/watched.ts";
import type { Job } from "../work/job.ts";
import { clear, raise } from "./alerts.ts";
import type { Draft } from "./draft.ts";

const DAY_MS = 86_400_000;
const ALERT = "nightwatch:";
const alertOf = (agent: string): string => `${ALERT}${agent}`;

/** `ended`: the project's last jobs. `active`: whether this is an hour in which the project works by itself. */
export function watchAgents(draft: Draft, ended: readonly Job[], active: boolean): void {
  const samples = ended.flatMap((job) => sampleOf(job) ?? []).sort((a, b) => a.ended_at - b.ended_at);
  for (const { name, enabled } of draft.context.agents) {
    if (!enabled) continue;
    if (waits(draft, name)) continue;
    judge(
      draft,
      name,
      samples.filter((s) => s.agent === name),
      ended,
      active,
    );
  }
  const known = new Set(draft.context.agents.filter((a) => a.enabled).map((a) => a.name));
  for (const name of Object.keys(draft.meta.watch.agents))
    if (!known.has(name)) recover(draft, name, "It is no enabled agent any more.");
}

/** Pauses that are over, or that a person has lifted. True while one of ours holds. */
function waits(draft: Draft, agent: string): boolean {
  const before = draft.meta.watch.agents[agent];
  if (before === undefined || before.paused_until === null) return false;
  const ours = draft.meta.stops.find((s) => isOurs(s, agent));
  if (ours !== undefined && draft.now < before.paused_until) return true;
  if (ours !== undefined) {
    draft.setMeta({ stops: draft.meta.stops.filter((s) => s !== ours), coordinate_due: true });
    draft.log("nightwatch.tried_again", { agent, reason: "its pause is over" });
  }
  // A person who lifted the pause, or made it theirs, has judged: only what comes now counts.
  countFromNow(draft, agent);
  put(draft, agent, { ...before, paused_until: null });
  return true;
}

const isOurs = (s: { scope: string; name: string; by: string }, agent: string): boolean =>
  s.scope === "agent" && s.name === agent && s.by === NIGHTWATCH;

function judge(
  draft: Draft,
  agent: string,
  all: readonly Sample[],
  ended: readonly Job[],
  active: boolean,
): void {
  const { nightwatch } = draft.context.config;
  const before = draft.meta.watch.agents[agent];
  const from = Math.max(draft.meta.watch.counted_from[agent] ?? 0, draft.now - DAY_MS);
  const recent = all.filter((s) => s.claimed_at >= from).slice(-WINDOW_JOBS);
  if (recent.length < LEAST_JOBS) return;
  const chosen = new Set(recent.map((s) => s.job));
  const first = recent[0]?.claimed_at ?? draft.now;
  const past = all.filter((s) => !chosen.has(s.job) && s.claimed_at < first);
  const { drift, signs } = driftOf(recent, past);
  const level = levelOf(drift, nightwatch);
  if (level === null) {
    if (before !== undefined) recover(draft, agent, `${recent.length} jobs since then are as usual.`);
    return;
  }
  const said = signs.map((s) => s.said);
  const step = stepFor(level, before?.step ?? null);
  const seen = { level, drift, signs: said, since: before?.since ?? draft.now };
  // A minor drift of an agent that was noted or corrected before changes only the numbers. Outside the hours of a project
  // its people are the ones who ask, and nothing of theirs is held up.
  if (!active || (before !== undefined && step === "noted")) {
    if (before !== undefined) put(draft, agent, { ...before, ...seen });
    return;
  }
  correct(draft, agent, { ...seen, step, paused_until: null }, chosen, ended);
}

function correct(
  draft: Draft,
  agent: string,
  w: Watched,
  chosen: ReadonlySet<string>,
  ended: readonly Job[],
): void {
  const reason = w.signs.join("; ");
  const fields = { agent, drift: Math.round(w.drift * 1000) / 1000, drift_level: w.level, reason };
  switch (w.step) {
    case "noted":
      draft.log("nightwatch.noted", fields);
      return put(draft, agent, w);
    case "fresh":
      draft.log("nightwatch.fresh_start", fields);
      countFromNow(draft, agent);
      return put(draft, agent, w);
    case "paused":
      draft.log("nightwatch.paused", { ...fields, pause_secs: PAUSE_MS.paused / 1000 });
      return pause(draft, agent, w, "paused", reason);
    case "escalated": {
      draft.log("nightwatch.escalated", { ...fields, pause_secs: PAUSE_MS.escalated / 1000 });
      const jobs = ended.filter((j) => chosen.has(j.id)).map((j) => lineOf(draft, j));
      const around = Object.values(draft.meta.alerts).flatMap((a) =>
        a.key.startsWith(ALERT) ? [] : [a.title],
      );
      raise(draft, {
        key: alertOf(agent),
        level: "critical",
        // It was tried again after its pause, and is as it was.
        size: 1 + (draft.meta.alerts[alertOf(agent)]?.size ?? -1),
        title: `${agent} is not well and gets no work: drift ${w.drift.toFixed(2)}, ${w.level}`,
        body: agentUnwell({ agent, ...w, jobs, around, pause_hours: PAUSE_MS.escalated / 3_600_000 }),
      });
      return pause(draft, agent, w, "escalated", reason);
    }
  }
}

function lineOf(draft: Draft, { id, item, outcome, detail }: Job) {
  return { id, issue: draft.item(item)?.issue ?? null, outcome: outcome ?? "", detail: detail ?? "" };
}

/** A stop like a person's: the same door honours it, the same commands show and lift it. One that is there stays. */
function pause(
  draft: Draft,
  agent: string,
  w: Watched,
  how: Step & keyof typeof PAUSE_MS,
  reason: string,
): void {
  const there = draft.meta.stops.some((s) => s.scope === "agent" && s.name === agent);
  if (!there) {
    const stop = {
      scope: "agent",
      name: agent,
      verb: "pause",
      by: NIGHTWATCH,
      why: reason,
      since: draft.now,
    } as const;
    draft.setMeta({ stops: [...draft.meta.stops, stop] });
  }
  countFromNow(draft, agent);
  put(draft, agent, { ...w, paused_until: there ? null : draft.now + PAUSE_MS[how] });
}

/** What came before is answered: judged is whether the answer helped. */
function countFromNow(draft: Draft, agent: string): void {
  const { watch } = draft.meta;
  draft.setMeta({ watch: { ...watch, counted_from: { ...watch.counted_from, [agent]: draft.now } } });
}

/** It is well, or nobody watches any more: what was done is undone. */
export function recover(draft: Draft, agent: string, why: string): void {
  const { [agent]: over, ...agents } = draft.meta.watch.agents;
  if (over === undefined) return;
  const stops = draft.meta.stops.filter((s) => !isOurs(s, agent));
  if (stops.length < draft.meta.stops.length) draft.setMeta({ stops, coordinate_due: true });
  draft.setMeta({ watch: { ...draft.meta.watch, agents } });
  draft.log("nightwatch.recovered", { agent, reason: why });
  clear(draft, alertOf(agent), `${agent} is well again. ${why}`);
}

function put(draft: Draft, agent: string, watched: Watched): void {
  const { watch } = draft.meta;
  draft.setMeta({ watch: { ...watch, agents: { ...watch.agents, [agent]: watched } } });
}
