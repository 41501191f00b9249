/**
 * What a person wants to know in the morning: what was closed and what it cost, how much of their time was asked for, what
 * waits for them, and which agents do less well than they did. Read off the project; nothing is estimated but the minutes.
 */
import { atLeast, LEAST_JOBS } from "../nightwatch/drift.ts";
import type { Sample } from "../nightwatch/sample.ts";

/**
 * Minutes of a person, as a rule of thumb: to read an issue and answer a question, to look at one write and allow it, to find out
 * what an alert is about.
 */
export const MINUTES = { question: 5, approval: 1, alert: 10 } as const;

const PREFIX = "note:";
/** The write of the note of this firing. */
export const noteEffect = (firing: number): string => `${PREFIX}${firing}`;
export const isNoteEffect = (effect: string): boolean => effect.startsWith(PREFIX);

export interface Closed {
  readonly issue: number;
  readonly title: string;
  readonly pull_request: number | null;
  readonly attempts: number;
  readonly usd: number;
}

/** What happened since the last note, as the project's tables have it. */
export interface Happened {
  readonly closed: readonly Closed[];
  /** Of all jobs that ended, whatever became of them. */
  readonly usd: number;
  readonly questions: number;
  readonly approvals: number;
  readonly alerts: number;
  /** The last jobs of the project, old and new, as nightwatch sees them. */
  readonly samples: readonly Sample[];
}

export interface Waiting {
  readonly questions: readonly { readonly issue: number; readonly title: string; readonly why: string }[];
  readonly approvals: number;
  readonly alerts: readonly { readonly title: string; readonly issue: number | null }[];
  /** Open issues that nobody may take up until a person does something on the forge. */
  readonly held: readonly { readonly issue: number; readonly title: string; readonly why: string }[];
}

export interface Fall {
  readonly agent: string;
  /** Shares of its jobs that ended well: in the time of the note, and before. */
  readonly now: number;
  readonly before: number;
  readonly jobs: number;
}

export interface Day extends Omit<Happened, "samples"> {
  readonly since: number;
  readonly until: number;
  readonly minutes: number;
  readonly waiting: Waiting;
  readonly falls: readonly Fall[];
}

export function dayOf(since: number, until: number, happened: Happened, waiting: Waiting): Day {
  const { samples, ...rest } = happened;
  const minutes =
    rest.questions * MINUTES.question + rest.approvals * MINUTES.approval + rest.alerts * MINUTES.alert;
  return { ...rest, since, until, minutes, waiting, falls: falls(samples, since) };
}

/** A day on which nothing happened is no news, also where something has been waiting for long. */
export const isNews = ({ closed, usd, minutes, falls: fallen }: Day): boolean =>
  closed.length > 0 || usd > 0 || minutes > 0 || fallen.length > 0;

/** Agents whose jobs end badly more often than before, and by more than chance. */
export function falls(samples: readonly Sample[], since: number): Fall[] {
  return [...new Set(samples.map((s) => s.agent))].flatMap((agent) => {
    const own = samples.filter((s) => s.agent === agent);
    const now = own.filter((s) => s.ended_at > since);
    const before = own.filter((s) => s.ended_at <= since);
    if (now.length < LEAST_JOBS || before.length < LEAST_JOBS) return [];
    const failed = now.filter((s) => s.failed).length;
    const usual = before.filter((s) => s.failed).length / before.length;
    if (atLeast(failed, now.length) <= usual) return [];
    return [{ agent, now: 1 - failed / now.length, before: 1 - usual, jobs: now.length }];
  });
}
