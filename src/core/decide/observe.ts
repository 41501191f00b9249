/**
 * The one place that turns what a decision would do into what it would have done. In the mode `observe` every decision is
 * made in full; the mirror and the ledger keep what they learned, and of everything else only a journal entry remains.
 *
 * Work from before the mode was `observe` is frozen, not lost: a job that is out may still end, and what follows from it is
 * stored, but no job is leased (`canDispatch`) and no effect is handed out (`mayWrite`) until the project is promoted.
 */
import { endedAlert } from "../alert/alert.ts";
import { cutAt } from "../comment/quiet.ts";
import type { Effect } from "../effect/effect.ts";
import { written } from "../effect/written.ts";
import { emptyTally, type Tally, withSpent } from "../spend/tally.ts";
import type { Job } from "../work/job.ts";
import type { JournalEntry } from "../work/journal.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Changes } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";
import { undoubles } from "./undouble.ts";

/**
 * `asked`: an event or the coordinator wants work. `under_way`: work that is there goes on (a report, a lease that ran out,
 * the forge's answer to an effect).
 */
export type Cause = "asked" | "under_way";

/** What was decided and is not made. */
interface Unmade {
  readonly jobs: readonly Job[];
  readonly effects: readonly Effect[];
  /** Work items, new or not, that would have moved on by these and stay as they are. */
  readonly items: ReadonlySet<string | null>;
  /** The new work items that are made all the same. */
  readonly but: readonly WorkItem[];
}

export function observe(s: Snapshot, changes: Changes, cause: Cause): Changes {
  const before = new Set(s.items.map((i) => i.id));
  // What undoes a merge is the rest of that work, which ends with its beginning: nobody would find it again.
  const but = changes.items.filter(
    (i) => cause === "under_way" && i.subject === "revert" && !before.has(i.id),
  );
  const there = new Set([...before, ...but.map((i) => i.id)]);
  const known = new Set(s.jobs.map((j) => j.id));
  const goesOn = (item: string | null) => cause === "under_way" && item !== null && there.has(item);
  const jobs = changes.jobs.filter((j) => !known.has(j.id) && !goesOn(j.item));
  const effects = changes.effects.filter(
    (e) => s.effect(e.id) === undefined && !goesOn(e.item) && !tidies(s, e),
  );
  const items = new Set([...jobs, ...effects].map((x) => x.item));
  const anew = effects.filter((e) => !(hasCause(e) && s.mentionSeen(saidKey(e))));
  const made = changes.jobs.filter((j) => !items.has(j.item));
  return {
    ...changes,
    items: changes.items.filter((i) => there.has(i.id) && !items.has(i.id)),
    jobs: made,
    tallies: settledBy(s, made),
    effects: changes.effects.filter((e) => !effects.includes(e)),
    // Nothing of what they would tell has happened.
    notices: changes.notices.filter((n) => s.notice(n.id) !== undefined),
    mentions: [
      ...changes.mentions.map(({ key, outcome }) => ({ key, outcome: OBSERVED[outcome] ?? outcome })),
      ...anew.filter(hasCause).map((e) => ({ key: saidKey(e), outcome: "observed" })),
    ],
    journal: [
      ...changes.journal.flatMap((record) => retold(s, changes, { jobs, effects, items, but }, anew, record)),
      ...anew.filter((e) => pickedBy(changes, e) === undefined).map((e) => wouldWrite(s, changes, e)),
    ],
  };
}

/**
 * What we wrote before stands on the forge: an issue that tells of what is over is closed, and the second of two equal comments
 * or issues taken away, after promotion. Nobody would find any of them again.
 */
const tidies = (s: Snapshot, { id }: Effect): boolean =>
  undoubles(id) || s.effect(endedAlert(id) ?? "") !== undefined;

/**
 * What the ends of these jobs make of the ledger. A job that stays as it is keeps its money aside, though the decision had
 * settled it; nothing is set aside here, because nothing is leased.
 */
function settledBy(s: Snapshot, jobs: readonly Job[]): Tally[] {
  const settled = new Set(s.jobs.filter((j) => j.spent !== undefined).map((j) => j.id));
  const tallies = new Map<string, Tally>();
  for (const { id, reserve, spent } of jobs) {
    if (reserve === undefined || spent === undefined || settled.has(id)) continue;
    for (const key of reserve.tallies) {
      const tally = tallies.get(key) ?? s.tally(key) ?? emptyTally(key);
      tallies.set(key, withSpent(tally, reserve.usd, spent));
    }
  }
  return [...tallies.values()];
}

const OBSERVED: Readonly<Record<string, string>> = { queued: "observed", resumed: "observed" };

/** An effect whose id is made from its cause is said once, however often the cause is met. */
const hasCause = (effect: Effect): boolean => !/^e\d+$/.test(effect.id);
const saidKey = (effect: Effect): string => `observed:${effect.id}`;

/** A record of what happened as one of what would have; nothing where another record says it, or said it before. */
function retold(
  s: Snapshot,
  changes: Changes,
  unmade: Unmade,
  anew: readonly Effect[],
  record: JournalEntry,
): JournalEntry[] {
  switch (record.event) {
    case "item.created":
      return unmade.but.some((i) => i.issue === record.issue && i.title === record.title) ? [record] : [];
    case "job.queued":
      return unmade.jobs.some((j) => j.id === record.job) ? [] : [record];
    case "coordinator.picked": {
      if (changes.meta.observed_picks === s.meta.observed_picks) return [];
      const said = unmade.effects.find((e) => pickedBy(changes, e) === record);
      return [{ ...record, event: "coordinator.would_pick", text: textOf(said) }];
    }
    case "mention.accepted":
      if (record.outcome === "resumed") return [];
      return record.outcome === "queued" ? [{ ...record, event: "mention.would_queue" }] : [record];
    case "dispatch.asked":
      return record.outcome === "queued" ? [{ ...record, event: "mention.would_queue" }] : [record];
    case "item.resumed": {
      const stays = s.items.some((i) => i.issue === record.issue && unmade.items.has(i.id));
      return stays ? [{ ...record, event: "item.would_resume" }] : [record];
    }
    case "ranking.cycle":
    case "approval.unproven": {
      const cycles = (effects: readonly Effect[]) => effects.some((e) => issueOf(s, e) === record.issue);
      return cycles(unmade.effects) && !cycles(anew) ? [] : [record];
    }
    default:
      return [record];
  }
}

/** The record of the pick that this effect would have told people of. */
const pickedBy = ({ journal }: Changes, { action }: Effect): JournalEntry | undefined =>
  action.kind === "comment" && action.root.startsWith("coordinator:") && action.hop === 0
    ? journal.find((r) => r.event === "coordinator.picked" && r.issue === action.issue)
    : undefined;

/** Of a text in the journal: enough to judge what would have been said. */
const textOf = (effect: Effect | undefined): string =>
  effect === undefined ? "" : cutAt(written(effect.action).text, 4_000);

function wouldWrite(s: Snapshot, changes: Changes, effect: Effect): JournalEntry {
  const issue = issueOf(s, effect) ?? changes.items.find((i) => i.id === effect.item)?.issue;
  return {
    event: "reply.would_write",
    level: "info",
    project: s.context.project.name,
    ...(issue === undefined ? {} : { issue }),
    kind: effect.action.kind,
    account: effect.action.account,
    what: written(effect.action).what,
    text: textOf(effect),
  };
}

/** The number that an effect is written on, or that its work item is about. */
export function issueOf(s: Snapshot, { action, item }: Effect): number | undefined {
  if ("issue" in action) return action.issue;
  if ("pull_request" in action) return action.pull_request;
  return s.items.find((i) => i.id === item)?.issue;
}
