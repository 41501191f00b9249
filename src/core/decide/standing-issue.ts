/**
 * Issues of our own that stay: the daily note writes each day on one, the compound review keeps its summary in another. Each is
 * made once, remembered when the forge confirms it, found again by its marker after the tables were lost, given up when it cannot be
 * written any more, so that the next writing makes a new one; and it is no work for anybody.
 */
import { isSummaryEffect, isTrackEffect } from "../compound/run.ts";
import type { Effect } from "../effect/effect.ts";
import type { Person } from "../event/event.ts";
import { isNoteEffect } from "../note/day.ts";
import type { Draft } from "./draft.ts";
import type { Meta } from "./snapshot.ts";

interface Standing {
  /** As the ranking calls it. */
  readonly what: string;
  /** Whether an effect of this id writes on it. */
  readonly writes: (effect: string) => boolean;
  /** Whether an effect of this id makes it. */
  readonly makes: (effect: string) => boolean;
  readonly in: (meta: Meta) => number | null;
  readonly put: (meta: Meta, issue: number | null) => Partial<Meta>;
}

const STANDING: readonly Standing[] = [
  {
    what: "the daily note",
    writes: isNoteEffect,
    makes: isNoteEffect,
    in: ({ notes }) => notes.issue,
    put: ({ notes }, issue) => ({ notes: { ...notes, issue } }),
  },
  {
    what: "the summary of the compound review",
    writes: (effect) => isTrackEffect(effect) || isSummaryEffect(effect),
    makes: isTrackEffect,
    in: ({ compound }) => compound.issue,
    put: ({ compound }, issue) => ({ compound: { ...compound, issue } }),
  },
];

/** What stands in an issue of ours; null of any other. */
export const standsIn = (meta: Meta, issue: number): string | null =>
  STANDING.find((s) => s.in(meta) === issue)?.what ?? null;

/** The forge has confirmed a write: the one that makes such an issue says its number. */
export function onStandingMade(draft: Draft, effect: string, issue: number | undefined): void {
  const standing = STANDING.find((s) => s.makes(effect));
  if (issue !== undefined && standing?.in(draft.meta) === null)
    draft.setMeta(standing.put(draft.meta, issue));
}

/** An issue with our marker was read. A marker can be copied with its text, so it counts only under an account of ours. */
export function onStandingRead(
  draft: Draft,
  effect: string,
  issue: { number: number; author: Person },
): void {
  const standing = STANDING.find((s) => s.writes(effect));
  if (standing?.in(draft.meta) === null && draft.snapshot.trust.accounts.has(issue.author.id))
    draft.setMeta(standing.put(draft.meta, issue.number));
}

/** The forge refuses one of our writes on it for good. */
export function onStandingRefused(draft: Draft, { id, action }: Effect): void {
  const standing = STANDING.find((s) => s.writes(id));
  if (standing !== undefined && "issue" in action) onStandingDeleted(draft, action.issue);
}

export function onStandingDeleted(draft: Draft, issue: number): void {
  const standing = STANDING.find((s) => s.in(draft.meta) === issue);
  if (standing !== undefined) draft.setMeta(standing.put(draft.meta, null));
}
