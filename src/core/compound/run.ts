/** What a project remembers of its compound reviews. */
import type { CompoundGroup } from "../../contract/compound.ts";
import type { Severity } from "../../contract/severity.ts";

export interface GroupRun {
  readonly group: CompoundGroup;
  /** Its work item and who reviews; null where it was skipped from the start. */
  readonly item: string | null;
  readonly agent: string | null;
  readonly state: "waiting" | "done" | "skipped";
  /** Why it was skipped, and whether that is as it should be. "" unless it was. */
  readonly why: string;
  readonly findings: number;
}

/** One review under way. */
export interface Run {
  /** Grows with each. */
  readonly id: string;
  /** `schedule`, `owner`, or the login of who asked. */
  readonly by: string;
  /** Where it was asked for by a mention. */
  readonly asked_on: number | null;
  readonly base: string;
  readonly head: string;
  readonly commits: number;
  readonly files: readonly string[];
  readonly left_out: readonly string[];
  readonly started_at: number;
  /** Whoever has not answered by then is skipped. */
  readonly ends_at: number;
  readonly groups: readonly GroupRun[];
}

/** What is told of one finding after the run. */
export interface Told {
  readonly title: string;
  readonly severity: Severity;
  readonly place: string;
  readonly groups: readonly CompoundGroup[];
  /** The beginning of what shows it; only where it is told nowhere else. */
  readonly evidence: string;
  /** The effect that files it; the open issue that knew it; null where it is only told. */
  readonly as: { readonly effect: string } | { readonly issue: number } | null;
}

/** The last run that read something, kept until it is told and as what `adf status` shows. */
export interface Report {
  readonly run: Omit<Run, "files">;
  readonly ended_at: number;
  readonly files: number;
  readonly told: readonly Told[];
  /** Findings beyond those that are told. */
  readonly more: number;
  /** Whether the summary was handed to the outbox. */
  readonly written: boolean;
}

export interface LastRun {
  readonly at: number;
  readonly outcome: "reviewed" | "nothing" | "skipped";
  readonly sentence: string;
  readonly found: number;
  readonly filed: number;
}

/** A finding that became an issue, or is about to. */
export interface Filed {
  /** The effect that creates it. */
  readonly effect: string;
  readonly title: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  /** Null until the forge has confirmed it. */
  readonly issue: number | null;
  /** What must be mended before: other filings by their effect, or open issues. */
  readonly after: readonly (string | number)[];
}

export interface Compound {
  /** The scheduled time of the last firing that was claimed; 0 before the first tick. */
  readonly cursor: number;
  /** A review was asked for, and the forge has not yet said what was merged. */
  readonly wanted: { readonly since: number; readonly by: string; readonly asked_on: number | null } | null;
  readonly run: Run | null;
  /** Everything up to this commit has been reviewed; null before the first. */
  readonly reviewed: string | null;
  readonly last: LastRun | null;
  readonly report: Report | null;
  readonly filed: readonly Filed[];
  /** The issue that holds the summaries; null until there is one. */
  readonly issue: number | null;
}

export const NEVER_REVIEWED: Compound = {
  cursor: 0,
  wanted: null,
  run: null,
  reviewed: null,
  last: null,
  report: null,
  filed: [],
  issue: null,
};

/** Filed findings that are remembered, the newest last. */
export const FILED_KEPT = 200;
/** Findings told one by one in a summary. */
export const TOLD_MOST = 40;

const PREFIX = "compound:";
export const filingEffect = (run: string, place: number): string => `${PREFIX}${run}:finding:${place}`;
export const summaryEffect = (run: string): string => `${PREFIX}${run}:summary`;
/** The issue that holds the summaries: found by the marker with this effect, wherever it was read. */
export const trackEffect = (run: string): string => `${PREFIX}${run}:track`;
export const isTrackEffect = (effect: string): boolean =>
  effect.startsWith(PREFIX) && effect.endsWith(":track");
export const isSummaryEffect = (effect: string): boolean =>
  effect.startsWith(PREFIX) && effect.endsWith(":summary");
export const isCompoundEffect = (effect: string): boolean => effect.startsWith(PREFIX);

/** The writes on the summary's issue follow one another, as those of a work item do. */
export const TRACK = "compound:summary";
