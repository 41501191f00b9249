/**
 * What a decision may look at. Loaded by the object before, never changed by the decision; `now` is the brain's
 * clock in milliseconds. The readers answer from the same state at the same moment.
 */
import type { AgentConfig, OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import type { Alert } from "../alert/alert.ts";
import type { Compound } from "../compound/run.ts";
import type { Stop } from "../control/stop.ts";
import type { Planner } from "../coordinator/planner.ts";
import type { Effect } from "../effect/effect.ts";
import type { IssueSnapshot, PullSnapshot } from "../event/event.ts";
import type { Ask } from "../mention/chain.ts";
import type { Watch } from "../nightwatch/watched.ts";
import type { Notice } from "../notify/notice.ts";
import type { Approvals } from "../policy/approved.ts";
import type { Breaker } from "../policy/breaker.ts";
import type { Quarantine } from "../policy/quarantine.ts";
import type { Trust } from "../policy/trust.ts";
import type { PromptSet } from "../prompt/prompt-set.ts";
import type { ScenarioSet } from "../routing/scenario-set.ts";
import type { Tally } from "../spend/tally.ts";
import type { RepositorySummary } from "../summary/offered.ts";
import type { Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { OldRunner } from "./old-runners.ts";
import type { Notes } from "./on-note.ts";

/** An issue as last seen, with the edges that were read for it. */
export interface MirrorIssue extends IssueSnapshot, Approvals {
  /** Numbers, in this repository, of the issues that block it. */
  readonly blockers: readonly number[];
  /** Open blockers in other repositories, as `owner/name#n`. */
  readonly foreign_blockers: readonly string[];
  /** The `updated_at` for which the blockers were read; null when never. Older than the issue means stale. */
  readonly blockers_of: number | null;
  /** When it was last seen to become open. */
  readonly opened_at: number;
}

/** The slowly changing facts of a project's object. */
export interface Meta {
  /** What people have stopped, and not yet let go. */
  readonly stops: readonly Stop[];
  readonly breaker: Breaker;
  /** Agents that could not begin a job, by name. */
  readonly quarantine: Readonly<Record<string, Quarantine>>;
  readonly next_id: number;
  readonly next_epoch: number;
  /** The scheduled time of the last firing that was claimed, so that no firing runs twice. */
  readonly schedule_cursor: number;
  /** Something changed that the coordinator has not looked at yet. */
  readonly coordinate_due: boolean;
  /** A person asked the coordinator to look now, whatever its hours are. Cleared when it has looked. */
  readonly asked: boolean;
  /** True once the first full read of the forge is complete. */
  readonly synced: boolean;
  readonly planner: Planner;
  /** Conditions that people were told of and that still hold, by key. */
  readonly alerts: Readonly<Record<string, Alert>>;
  /** The issues that told them: no work for the factory. The newest last, bounded. */
  readonly alert_issues: readonly number[];
  /** What agents have asked of one another, the newest last, bounded. */
  readonly asks: readonly Ask[];
  /** In the mode `observe`: what the coordinator last said it would pick, so that it says it once. */
  readonly observed_picks: string;
  /** Runners of another build, as the ticks found them; kept by the project that tells of them. */
  readonly old_runners: readonly OldRunner[];
  readonly watch: Watch;
  readonly notes: Notes;
  readonly compound: Compound;
}

export interface Context {
  readonly config: OrchestratorConfig;
  readonly project: ProjectConfig;
  readonly agents: readonly AgentConfig[];
  readonly scenarios: ScenarioSet;
  readonly prompts: PromptSet;
}

export interface Snapshot {
  readonly now: number;
  readonly context: Context;
  readonly meta: Meta;
  readonly trust: Trust;
  readonly summary: RepositorySummary;
  /** Work items that have not ended, parked ones included. */
  readonly items: readonly WorkItem[];
  /** Jobs that are queued, leased or running. */
  readonly jobs: readonly Job[];
  issue(number: number): MirrorIssue | undefined;
  issues(): readonly MirrorIssue[];
  pull(number: number): PullSnapshot | undefined;
  pulls(): readonly PullSnapshot[];
  effect(id: string): Effect | undefined;
  /** Effects that have not ended, in order; of one work item when it is named. */
  openEffects(item?: string): readonly Effect[];
  notice(id: string): Notice | undefined;
  /** What was used under a name of `core/spend`; undefined when nothing was. */
  tally(key: string): Tally | undefined;
  /** True when this mention key has been acted on or refused before. */
  mentionSeen(key: string): boolean;
  /** A work item by its id, ended or not. */
  anyItem(id: string): WorkItem | undefined;
  /** Ended work items of an issue, newest first. */
  endedItems(issue: number): readonly WorkItem[];
}

/** The agents that belong to a project; with a single project an agent need not name it. */
export function agentsOf(config: OrchestratorConfig, project: string): readonly AgentConfig[] {
  const only = config.projects.length === 1;
  return config.agents.filter((a) => (a.project ?? (only ? project : undefined)) === project);
}

export const accountOf = (agents: readonly AgentConfig[], name: string): string => {
  const agent = agents.find((a) => a.name === name);
  return agent?.account ?? agent?.role ?? "coordinator";
};
