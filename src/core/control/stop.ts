/** A person's stop: who said it, of what, and why. It holds until a person lifts it, also over a deploy. */

import type { StopVerb } from "../../contract/control.ts";
import { adf } from "../comment/command.ts";

export type StopScope = "everything" | "project" | "agent" | "runner";

export interface Stop {
  readonly scope: StopScope;
  /** Of the agent, or the id of the runner; "" for the others. */
  readonly name: string;
  readonly verb: StopVerb;
  readonly by: string;
  readonly why: string;
  readonly since: number;
}

export interface Stopped {
  readonly agent: string;
  /** Null where it is not known yet who would run it. */
  readonly runner: string | null;
  /** Whether work on it has begun: a drain lets it go on to its end. */
  readonly begun: boolean;
}

const concerns = (stop: Stop, { agent, runner }: Pick<Stopped, "agent" | "runner">): boolean => {
  switch (stop.scope) {
    case "everything":
    case "project":
      return true;
    case "agent":
      return stop.name === agent;
    case "runner":
      return stop.name === runner;
  }
};

/** The stop that keeps this job from being claimed; null when none does. A draining runner takes nothing at all. */
export const stopOf = (stops: readonly Stop[], of: Stopped): Stop | null =>
  stops.find((s) => concerns(s, of) && (s.verb === "pause" || s.scope === "runner" || !of.begun)) ?? null;

/** Whether nothing new may be begun: by nobody, or by this agent. */
export const mayBegin = (stops: readonly Stop[], agent: string | null): boolean =>
  !stops.some(
    (s) => s.scope === "everything" || s.scope === "project" || (s.scope === "agent" && s.name === agent),
  );

/** What lifts it. The mention stands in code, where it orders nothing by being in our own answer. */
export const liftStop = ({ scope, name }: Pick<Stop, "scope" | "name">): string =>
  `${scope === "agent" ? `\`@adf:${name} resume\`` : adf("resume")} lets it go on.`;

export function explainStop(stop: Stop): string {
  const what = {
    everything: "everything",
    project: "the project",
    agent: `\`${stop.name}\``,
    runner: `the runner ${stop.name}`,
  }[stop.scope];
  const doing = stop.verb === "pause" ? "paused" : "drained";
  return `${what} is ${doing} by ${stop.by}${stop.why === "" ? "" : ` (${stop.why})`}`;
}
