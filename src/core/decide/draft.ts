/**
 * The changes of one decision, gathered over a snapshot. Reads see what was already put, so the parts of a
 * decision compose; `changes` is applied by the object in one transaction, and is the door at which the project's mode is
 * honoured: nothing leaves a decision by another way.
 */
import { type Effect, type EffectAction, OPEN_EFFECT } from "../effect/effect.ts";
import type { PullSnapshot } from "../event/event.ts";
import type { Notice } from "../notify/notice.ts";
import { emptyTally, type Tally } from "../spend/tally.ts";
import { HELD, type Job, LIVE } from "../work/job.ts";
import { entry, type JournalEntry } from "../work/journal.ts";
import { checkMove } from "../work/life.ts";
import { ENDED, NO_ISSUE, type WorkItem } from "../work/work-item.ts";
import { type Cause, observe } from "./observe.ts";
import { propose } from "./propose.ts";
import { accountOf, type Meta, type MirrorIssue, type Snapshot } from "./snapshot.ts";

export interface Changes {
  readonly items: readonly WorkItem[];
  readonly jobs: readonly Job[];
  readonly issues: readonly MirrorIssue[];
  readonly removed_issues: readonly number[];
  readonly pulls: readonly PullSnapshot[];
  readonly effects: readonly Effect[];
  readonly notices: readonly Notice[];
  readonly tallies: readonly Tally[];
  readonly mentions: readonly { readonly key: string; readonly outcome: string }[];
  readonly journal: readonly JournalEntry[];
  readonly meta: Meta;
}

export class Draft {
  readonly snapshot: Snapshot;
  readonly #cause: Cause;
  readonly #items = new Map<string, WorkItem>();
  readonly #jobs = new Map<string, Job>();
  readonly #issues = new Map<number, MirrorIssue>();
  readonly #removed = new Set<number>();
  readonly #pulls = new Map<number, PullSnapshot>();
  readonly #effects = new Map<string, Effect>();
  readonly #notices = new Map<string, Notice>();
  readonly #tallies = new Map<string, Tally>();
  readonly #mentions = new Map<string, string>();
  readonly #journal: JournalEntry[] = [];
  #meta: Meta;

  constructor(snapshot: Snapshot, cause: Cause = "asked") {
    this.snapshot = snapshot;
    this.#cause = cause;
    this.#meta = snapshot.meta;
    for (const item of snapshot.items) this.#items.set(item.id, item);
    for (const job of snapshot.jobs) this.#jobs.set(job.id, job);
  }

  get now(): number {
    return this.snapshot.now;
  }
  get context(): Snapshot["context"] {
    return this.snapshot.context;
  }
  get meta(): Meta {
    return this.#meta;
  }
  setMeta(change: Partial<Meta>): void {
    this.#meta = { ...this.#meta, ...change };
  }

  /** Work items that have not ended, as changed so far. */
  items(): WorkItem[] {
    return [...this.#items.values()].filter((i) => !ENDED.has(i.phase));
  }
  item(id: string): WorkItem | undefined {
    return this.#items.get(id);
  }
  /** The item whose work would be disturbed by more work on this issue or pull request. */
  itemOn(number: number): WorkItem | undefined {
    return this.items().find((i) => i.issue === number || i.pull_request === number);
  }
  putItem(item: WorkItem): WorkItem {
    const before = this.#items.get(item.id);
    if (before !== undefined) checkMove(item.id, before.phase, item.phase);
    const put = { ...item, updated_at: this.now };
    this.#items.set(item.id, put);
    return put;
  }

  liveJobs(): Job[] {
    return [...this.#jobs.values()].filter((j) => LIVE.has(j.state));
  }
  job(id: string): Job | undefined {
    return this.#jobs.get(id);
  }
  /** Asked in a walk over jobs: the end of one may have ended others. */
  isLive({ id }: Job): boolean {
    return LIVE.has(this.#jobs.get(id)?.state ?? "failed");
  }
  liveJobsOf(item: string): Job[] {
    return this.liveJobs().filter((j) => j.item === item);
  }
  heldBy(agent: string): Job[] {
    return this.liveJobs().filter((j) => j.agent === agent && HELD.has(j.state));
  }
  putJob(job: Job): Job {
    this.#jobs.set(job.id, job);
    return job;
  }

  issue(number: number): MirrorIssue | undefined {
    if (this.#removed.has(number)) return undefined;
    return this.#issues.get(number) ?? this.snapshot.issue(number);
  }
  putIssue(issue: MirrorIssue): void {
    this.#issues.set(issue.number, issue);
  }
  removeIssue(number: number): void {
    this.#issues.delete(number);
    this.#removed.add(number);
  }

  pull(number: number): PullSnapshot | undefined {
    return this.#pulls.get(number) ?? this.snapshot.pull(number);
  }
  putPull(pull: PullSnapshot): void {
    this.#pulls.set(pull.number, pull);
  }

  nextId(): number {
    const id = this.#meta.next_id;
    this.setMeta({ next_id: id + 1 });
    return id;
  }
  nextEpoch(): number {
    const epoch = this.#meta.next_epoch;
    this.setMeta({ next_epoch: epoch + 1 });
    return epoch;
  }

  account(agent: string): string {
    return accountOf(this.context.agents, agent);
  }

  /** Adds an effect. With an id made from its cause, a second one with that id is not added. */
  effect(item: string | null, action: EffectAction, id?: string): void {
    const seq = this.nextId();
    const key = id ?? `e${seq}`;
    if (this.#effects.has(key) || this.snapshot.effect(key) !== undefined) return;
    this.#effects.set(key, {
      id: key,
      seq,
      item,
      action,
      state: "pending",
      attempts: 0,
      not_before: this.now,
      error: null,
      result: null,
      created_at: this.now,
    });
  }
  /** What the coordinator says of a work item, on its issue unless another place is named. */
  say({ id, issue, root, hop }: WorkItem, body: string, on = issue): void {
    this.effect(id, { kind: "comment", account: "coordinator", issue: on, body, root, hop });
  }
  /** Closes the issue of a work item. */
  close({ id, issue }: WorkItem): void {
    this.effect(id, { kind: "close_issue", account: "coordinator", issue });
  }
  putEffect(effect: Effect): void {
    this.#effects.set(effect.id, effect);
  }
  effectNow(id: string): Effect | undefined {
    return this.#effects.get(id) ?? this.snapshot.effect(id);
  }
  /** The effects that have not ended, as changed so far; of one work item when it is named. */
  openEffects(item?: string): Effect[] {
    const before = this.snapshot.openEffects(item).filter((e) => !this.#effects.has(e.id));
    const open = [...before, ...this.#effects.values()].filter((e) => OPEN_EFFECT.has(e.state));
    return item === undefined ? open : open.filter((e) => e.item === item);
  }

  /** Adds a notice, unless this change was told to this notifier before. */
  notice(notice: Notice): void {
    if (this.noticeNow(notice.id) === undefined) this.#notices.set(notice.id, notice);
  }
  putNotice(notice: Notice): void {
    this.#notices.set(notice.id, notice);
  }
  noticeNow(id: string): Notice | undefined {
    return this.#notices.get(id) ?? this.snapshot.notice(id);
  }

  tally(key: string): Tally {
    return this.#tallies.get(key) ?? this.snapshot.tally(key) ?? emptyTally(key);
  }
  putTally(tally: Tally): void {
    this.#tallies.set(tally.key, tally);
  }

  mentionSeen(key: string): boolean {
    return this.#mentions.has(key) || this.snapshot.mentionSeen(key);
  }
  noteMention(key: string, outcome: string): void {
    this.#mentions.set(key, outcome);
  }

  log(event: string, { issue, ...fields }: Omit<JournalEntry, "event" | "level">): void {
    const about = issue === undefined || issue === NO_ISSUE ? {} : { issue };
    this.#journal.push(entry(event, { project: this.context.project.name, ...about, ...fields }));
  }

  changes(): Changes {
    const s = this.snapshot;
    const changes: Changes = {
      items: changed(s.items, this.#items),
      jobs: changed(s.jobs, this.#jobs),
      issues: [...this.#issues.values()],
      removed_issues: [...this.#removed],
      pulls: [...this.#pulls.values()],
      effects: [...this.#effects.values()],
      notices: [...this.#notices.values()],
      tallies: [...this.#tallies.values()],
      mentions: [...this.#mentions].map(([key, outcome]) => ({ key, outcome })),
      journal: this.#journal,
      meta: this.#meta,
    };
    switch (this.context.project.mode) {
      case "observe":
        return observe(s, changes, this.#cause);
      case "approve":
        return propose(s, changes);
      case "auto":
        return changes;
    }
  }
}

/** The rows that are new or another: a row that was not put anew is the very same one. */
function changed<T extends { readonly id: string }>(
  before: readonly T[],
  now: ReadonlyMap<string, T>,
): readonly T[] {
  if (now.size === before.length && before.every((row) => now.get(row.id) === row)) return [];
  const known = new Set(before);
  return [...now.values()].filter((row) => !known.has(row));
}
