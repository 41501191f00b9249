/** What nightwatch remembers between two looks. All else is read off the jobs each time. */
import type { Judgement } from "./gate-pass.ts";
import type { Level, Step } from "./level.ts";

export interface Watched {
  readonly level: Level;
  readonly drift: number;
  readonly signs: readonly string[];
  /** The hardest correction since the agent was last well. */
  readonly step: Step;
  /** When it was last well. */
  readonly since: number;
  /** While we keep work from it; null when it works, or a person decides. */
  readonly paused_until: number | null;
}

export interface Watch {
  /** Agents that are not well, by name. */
  readonly agents: Readonly<Record<string, Watched>>;
  /** By agent: jobs claimed before this do not count any more, because the last correction answered them. */
  readonly counted_from: Readonly<Record<string, number>>;
  /** By agent, CLI and alias: what the gates said of its changes, oldest first; absent before the first. */
  readonly gates?: Readonly<Record<string, readonly Judgement[]>>;
  /** When the agents were last judged. */
  readonly judged_at: number;
  /** What one tick found that the next must find too before people are told. */
  readonly suspects: readonly string[];
  /** When a request first found that the cron had not fired; null while it fires. */
  readonly cron_late_since: number | null;
}

export const NOTHING_WATCHED: Watch = {
  agents: {},
  counted_from: {},
  judged_at: 0,
  suspects: [],
  cron_late_since: null,
};

/** Who says a pause of ours. */
export const NIGHTWATCH = "nightwatch";

/** For how long an agent is kept from work before it is tried again. Nothing stays shut for ever. */
export const PAUSE_MS = { paused: 3_600_000, escalated: 6 * 3_600_000 } as const;

/** Whether the next job of this agent begins without what is left of an earlier conversation. */
export const beginsAnew = (watch: Watch, agent: string): boolean => {
  const step = watch.agents[agent]?.step;
  return step !== undefined && step !== "noted";
};
