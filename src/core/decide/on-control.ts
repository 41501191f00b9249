/** A person stops, lets go or cancels: over the owner's API or by a mention. Kept with who, when and why. */
import type { ControlAnswer, ControlTarget, StopVerb } from "../../contract/control.ts";
import type { Said } from "../control/said.ts";
import { explainStop, type Stop, type StopScope } from "../control/stop.ts";
import { HELD, type Job, LIVE } from "../work/job.ts";
import { skipGroup } from "./compound-groups.ts";
import { type Changes, Draft } from "./draft.ts";
import { release } from "./health.ts";
import { cancelItem, cancelJob, park } from "./phases.ts";
import { endPlan } from "./plan.ts";
import type { Snapshot } from "./snapshot.ts";

export function onControl(
  snapshot: Snapshot,
  said: Said,
): { readonly answer: ControlAnswer; readonly changes: Changes } {
  const draft = new Draft(snapshot, "under_way");
  const answer = control(draft, said);
  return { answer, changes: draft.changes() };
}

/** A project that is new hears what was stopped everywhere before it was there. */
export function onJoin(snapshot: Snapshot, stops: readonly Stop[]): Changes {
  const draft = new Draft(snapshot, "under_way");
  for (const put of stops) {
    if (draft.meta.stops.some((s) => same(s, put))) continue;
    draft.setMeta({ stops: [...draft.meta.stops, put] });
    const { scope, name, verb, by, why } = put;
    draft.log("stop.set", { scope, name, verb, by, reason: why });
  }
  return draft.changes();
}

export function control(draft: Draft, said: Said): ControlAnswer {
  const { verb, target } = said;
  if (target.kind === "agent" && !draft.context.agents.some((a) => a.name === target.name))
    return no(`There is no agent called ${target.name}.`);
  if (verb === "cancel") return cancel(draft, said);
  if (target.kind === "issue" || target.kind === "job")
    return no(
      `Only cancel is for ${target.kind === "issue" ? "an issue" : "a job"}; ${verb} takes an agent, a runner or a project.`,
    );
  const at = { scope: target.kind, name: "name" in target ? target.name : "" };
  return verb === "resume" ? lift(draft, said, at) : stop(draft, said, verb, at);
}

interface At {
  readonly scope: StopScope;
  readonly name: string;
}

const done = (...sentences: string[]): ControlAnswer => ({ done: sentences, refused: null });
const no = (sentence: string): ControlAnswer => ({ done: [], refused: sentence });

const same = (stop: Stop, at: At): boolean => stop.scope === at.scope && stop.name === at.name;

function stop(draft: Draft, { by, why }: Said, verb: StopVerb, at: At): ControlAnswer {
  const put: Stop = { ...at, verb, by, why, since: draft.now };
  const others = draft.meta.stops.filter((s) => !same(s, at));
  draft.setMeta({ stops: [...others, put] });
  draft.log("stop.set", { scope: at.scope, name: at.name, verb, by, reason: why });
  const running = draft.liveJobs().filter((j) => HELD.has(j.state) && isOf(j, at));
  const rest =
    running.length === 0 ? "Nothing of it is running." : `${running.length} running go on to their end.`;
  return done(`${capital(explainStop(put))}. ${rest}`);
}

function lift(draft: Draft, { by, why }: Said, at: At): ControlAnswer {
  const there = draft.meta.stops.find((s) => same(s, at));
  const mended = at.scope === "agent" && draft.meta.quarantine[at.name] !== undefined;
  if (mended) release(draft, at.name, `${by} says that it is mended.`);
  if (there === undefined) return mended ? done(`${at.name} works again.`) : no("Nothing was stopped there.");
  const stops = draft.meta.stops.filter((s) => s !== there);
  draft.setMeta({ stops, coordinate_due: true });
  draft.log("stop.lifted", { scope: at.scope, name: at.name, verb: there.verb, by, reason: why });
  const left = stops.map((s) => `Still, ${explainStop(s)}.`);
  return done(`Lifted: ${explainStop(there).replace(" is ", " was ")}.`, ...left);
}

function cancel(draft: Draft, said: Said): ControlAnswer {
  const { target, by, why } = said;
  const because = `Cancelled by ${by}${why === "" ? "" : `: ${why}`}.`;
  if (target.kind === "issue") {
    const item = draft.itemOn(target.number);
    if (item === undefined) return no(`Nobody works on #${target.number}.`);
    cancelItem(draft, item, because);
    return done(`The work on #${target.number} is cancelled. Mention an agent there to begin anew.`);
  }
  const chosen = draft.liveJobs().filter((j) => isChosen(j, target));
  if (chosen.length === 0)
    return no(target.kind === "job" ? `${target.id} is not queued or running.` : "Nothing of it is running.");
  return done(...chosen.map((job) => setAside(draft, job, because)));
}

/** Takes a job from its runner; the work waits for a person, who knows why it was taken. */
export function setAside(draft: Draft, job: Job, because: string): string {
  const item = draft.item(job.item);
  // The question about one job of a round takes the others from their runners too.
  if (!draft.isLive(job)) return `${job.id} (${job.agent}) was cancelled with it.`;
  cancelJob(draft, job, because);
  if (item === undefined) return `${job.id} is cancelled.`;
  if (item.subject === "plan") {
    endPlan(draft, item.id, "failed", because);
    return `${job.id} (${job.agent}) is cancelled; the rank chooses instead.`;
  }
  if (item.subject === "compound") {
    skipGroup(draft, item.id, because);
    return `${job.id} (${job.agent}) is cancelled; the compound review goes on without it.`;
  }
  park(draft, { ...item, parked_from: job.kind }, `${because} What should I do?`);
  return `${job.id} (${job.agent}, #${item.issue}) is cancelled; #${item.issue} waits for an answer.`;
}

function isChosen(job: Job, target: ControlTarget): boolean {
  if (target.kind === "job") return job.id === target.id && LIVE.has(job.state);
  if (target.kind === "issue") return false;
  return HELD.has(job.state) && isOf(job, { scope: target.kind, name: "name" in target ? target.name : "" });
}

function isOf(job: Job, { scope, name }: At): boolean {
  if (scope === "agent") return job.agent === name;
  return scope === "runner" ? job.runner === name : true;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
