/**
 * A Project without a Durable Object: the same decisions over Maps, with the locks that the tables have. A decision
 * that violates a lock throws and leaves nothing behind, as a rolled back transaction would.
 */
import type { ApprovalAnswer, ApprovalRequest } from "../../../src/contract/approval.ts";
import type { Layers } from "../../../src/contract/layer.ts";
import type { JobOffer, JobReport } from "../../../src/contract/runner.ts";
import type { DayChange } from "../../../src/core/compound/day.ts";
import { NEVER_REVIEWED } from "../../../src/core/compound/run.ts";
import { NEW_PLANNER } from "../../../src/core/coordinator/planner.ts";
import { onDay } from "../../../src/core/decide/compound.ts";
import { coordinate, mayCoordinate } from "../../../src/core/decide/coordinate.ts";
import type { Changes } from "../../../src/core/decide/draft.ts";
import { holdBack } from "../../../src/core/decide/hold-back.ts";
import { onApproval } from "../../../src/core/decide/on-approval.ts";
import { type ChecksRead, onChecks } from "../../../src/core/decide/on-checks.ts";
import { onClaim } from "../../../src/core/decide/on-claim.ts";
import { onEffect } from "../../../src/core/decide/on-effect.ts";
import { type MarkerCheck, onEvent, showsAnother } from "../../../src/core/decide/on-event.ts";
import { NO_NOTES } from "../../../src/core/decide/on-note.ts";
import { onExpire, onReport } from "../../../src/core/decide/on-report.ts";
import { onStart } from "../../../src/core/decide/on-start.ts";
import { onTick } from "../../../src/core/decide/on-tick.ts";
import { onWatch, type Signs } from "../../../src/core/decide/on-watch.ts";
import type { Context, Meta, MirrorIssue, Snapshot } from "../../../src/core/decide/snapshot.ts";
import { type Applied, type Effect, OPEN_EFFECT } from "../../../src/core/effect/effect.ts";
import type { ForgeEvent, PullSnapshot } from "../../../src/core/event/event.ts";
import { type Grant, OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import type { Presence } from "../../../src/core/nightwatch/absence.ts";
import { NOTHING_WATCHED } from "../../../src/core/nightwatch/watched.ts";
import type { Notice } from "../../../src/core/notify/notice.ts";
import { CLOSED } from "../../../src/core/policy/breaker.ts";
import { mayWrite } from "../../../src/core/policy/mode.ts";
import type { Tally } from "../../../src/core/spend/tally.ts";
import type { RepositorySummary } from "../../../src/core/summary/offered.ts";
import { HELD, type Job, LIVE } from "../../../src/core/work/job.ts";
import type { JournalEntry } from "../../../src/core/work/journal.ts";
import { ENDED, type WorkItem } from "../../../src/core/work/work-item.ts";
import { checkLocks } from "./locks.ts";
import { Rows } from "./rows.ts";
import { BOT, contextWith, OWNER, START } from "./scene.ts";

export const CLIS = ["claude", "opencode", "codex", "adf-repair"];
/** A runner with every layer there is. */
export const FENCED: Layers = { sandbox: null, network: null, shim: null, hook: null, cgroup: null };

export class MemoryProject {
  now = START;
  context: Context;
  meta: Meta = {
    stops: [],
    breaker: CLOSED,
    quarantine: {},
    next_id: 1,
    next_epoch: 1,
    schedule_cursor: START,
    coordinate_due: false,
    asked: false,
    synced: true,
    planner: NEW_PLANNER,
    alerts: {},
    alert_issues: [],
    asks: [],
    observed_picks: "",
    old_runners: [],
    watch: NOTHING_WATCHED,
    notes: NO_NOTES,
    compound: NEVER_REVIEWED,
  };
  summary: RepositorySummary = { state: "unknown" };
  /** Whether the coordinator looks after every change, as it does in the object. */
  coordinating = false;
  readonly people = new Set([OWNER.id]);
  readonly accounts = new Set([BOT.id]);
  readonly unpinned = new Set<string>();
  readonly items = new Rows<string, WorkItem>();
  readonly jobs = new Rows<string, Job>();
  readonly issues = new Rows<number, MirrorIssue>();
  readonly pulls = new Rows<number, PullSnapshot>();
  readonly effects = new Rows<string, Effect>();
  readonly notices = new Map<string, Notice>();
  readonly tallies = new Map<string, Tally>();
  readonly mentions = new Map<string, string>();
  readonly events = new Map<string, string>();
  readonly journal: JournalEntry[] = [];
  readonly #trust = { people: this.people, accounts: this.accounts, unpinned: this.unpinned };
  readonly #openItems = this.items.view((items) => items.filter((i) => !ENDED.has(i.phase)));
  readonly #liveJobs = this.jobs.view((jobs) => jobs.filter((j) => LIVE.has(j.state)));
  readonly #requests = this.jobs.view((jobs) => new Map(jobs.map((j) => [j.request_key, j])));
  readonly #reads = {
    issue: (number) => this.issues.get(number),
    issues: this.issues.view((issues) => issues.sort((a, b) => a.number - b.number)),
    pull: (number) => this.pulls.get(number),
    pulls: this.pulls.view((pulls) => pulls),
    effect: (id) => this.effects.get(id),
    openEffects: (item) =>
      item === undefined ? this.openEffects() : this.openEffects().filter((e) => e.item === item),
    notice: (id) => this.notices.get(id),
    tally: (key) => this.tallies.get(key),
    mentionSeen: (key) => this.mentions.has(key),
    anyItem: (id) => this.items.get(id),
    endedItems: (number) =>
      [...this.items.values()]
        .filter((i) => i.issue === number && ENDED.has(i.phase))
        .sort((a, b) => b.created_at - a.created_at),
  } satisfies Partial<Snapshot>;
  /** Effects that have not ended, oldest first. */
  readonly openEffects = this.effects.view((effects): readonly Effect[] =>
    effects.filter((e) => OPEN_EFFECT.has(e.state)).sort((a, b) => a.seq - b.seq),
  );
  #keys = 0;

  constructor(context: Context = contextWith()) {
    this.context = context;
  }

  snapshot(): Snapshot {
    return {
      now: this.now,
      context: this.context,
      meta: this.meta,
      trust: this.#trust,
      summary: this.summary,
      items: this.#openItems(),
      jobs: this.#liveJobs(),
      ...this.#reads,
    };
  }

  /** What the ledger, the decision and its application do with one event. */
  ingest(
    event: ForgeEvent,
    key = this.#key("event"),
    marker: MarkerCheck = { kind: "none" },
    history = false,
    source: "webhook" | "poll" = "webhook",
  ): string {
    const snapshot = this.snapshot();
    if (this.events.has(key) && !(source === "poll" && showsAnother(snapshot, event))) return "duplicate";
    const { outcome, changes } = onEvent(snapshot, { key, event, marker, history });
    this.events.set(key, outcome);
    this.apply(changes);
    this.settle();
    return outcome;
  }

  claim(
    runner = "runner-1",
    request_key = this.#key("claim"),
    clis: readonly string[] = CLIS,
    grant: Grant = OPEN_GRANT,
    layers: Layers = FENCED,
    hooked: readonly string[] = clis,
  ): JobOffer | null {
    const before = this.#requests().get(request_key);
    if (before !== undefined && !HELD.has(before.state)) return null;
    const capabilities = {
      clis: clis.map((id) => ({ id, version: "1", hooked: hooked.includes(id) })),
      layers,
      unproven: [],
      machine: null,
      labels: [],
    };
    const { offer, changes } = onClaim(this.snapshot(), { runner, request_key, capabilities, grant });
    this.apply(changes);
    return offer;
  }

  start(job: string, epoch: number, runner = "runner-1"): boolean {
    const decision = onStart(this.snapshot(), job, epoch, runner);
    if (decision !== null) this.apply(decision.changes);
    return decision !== null;
  }

  finish(
    job: string,
    epoch: number,
    report: JobReport,
    finish_key = this.#key("finish"),
  ): { accepted: boolean; reason: string } {
    const decision = onReport(this.snapshot(), this.jobs.get(job), { job, epoch, finish_key, report });
    this.apply(decision.changes);
    this.settle();
    return { accepted: decision.accepted, reason: decision.reason };
  }

  expire(job: string, epoch: number): boolean {
    const changes = onExpire(this.snapshot(), job, epoch);
    if (changes !== null) this.apply(changes);
    this.settle();
    return changes !== null;
  }

  /** The forge's checks were read. */
  readChecks(read: readonly ChecksRead[]): void {
    this.apply(onChecks(this.snapshot(), read));
    this.settle();
  }

  tick(cause: "tick" | "schedule" | "start" | "asked" = "tick"): void {
    this.apply(onTick(this.snapshot(), cause));
    this.settle();
  }

  /** The forge has said what was merged, for a compound review. False: nobody waited for it. */
  merged(day: DayChange): boolean {
    const changes = onDay(this.snapshot(), day);
    if (changes !== null) this.apply(changes);
    this.settle();
    return changes !== null;
  }

  /** Nightwatch looks, as after each tick of the object. */
  watch(presence: Presence | null = null, over: Partial<Signs> = {}): void {
    const ended = [...this.jobs.values()].filter((j) => j.state === "succeeded" || j.state === "failed");
    const signs = { presence, records: null, forge: null, alarm_lost: false, ...over };
    this.apply(onWatch(this.snapshot(), { ...signs, ended: (limit = ended.length) => ended.slice(-limit) }));
    this.settle();
  }

  /** The first open effect of each work item that is due and may be written in the project's mode, oldest first. */
  dueEffects(): Effect[] {
    const held = holdBack(this.snapshot());
    if (held !== null) this.apply(held);
    const open = this.openEffects();
    return open.filter(
      (e) =>
        mayWrite(this.context.project.mode, e) &&
        e.not_before <= this.now &&
        !open.some((o) => o.item !== null && o.item === e.item && o.seq < e.seq),
    );
  }

  settleEffect(id: string, applied: Applied): void {
    const effect = this.effects.get(id);
    if (effect === undefined) throw new Error(`there is no effect ${id}`);
    const last = !this.openEffects().some((o) => o.item === effect.item && o.id !== id);
    this.apply(onEffect(this.snapshot(), effect, applied, effect.item === null || last));
    this.settle();
  }

  /** A person says yes or no to what is proposed. */
  judge(asked: Partial<ApprovalRequest>): ApprovalAnswer {
    const { answer, changes } = onApproval(this.snapshot(), { approve: [], deny: [], by: "ada", ...asked });
    this.apply(changes);
    this.settle();
    return answer;
  }

  coordinate(): void {
    this.apply(coordinate(this.snapshot()));
  }

  settle(): void {
    if (this.coordinating && mayCoordinate(this.snapshot())) this.coordinate();
  }

  apply(changes: Changes): void {
    this.#lock(changes.jobs);
    for (const it of changes.issues) this.issues.set(it.number, it);
    for (const number of changes.removed_issues) this.issues.delete(number);
    for (const it of changes.pulls) this.pulls.set(it.number, it);
    for (const it of changes.items) this.items.set(it.id, it);
    for (const it of changes.effects) this.effects.set(it.id, it);
    for (const it of changes.notices) this.notices.set(it.id, it);
    for (const it of changes.tallies) this.tallies.set(it.key, it);
    for (const { key, outcome } of changes.mentions)
      if (!this.mentions.has(key)) this.mentions.set(key, outcome);
    this.journal.push(...changes.journal);
    this.meta = changes.meta;
  }

  #lock(changed: readonly Job[]): void {
    if (changed.length === 0) return;
    const jobs = new Map(this.jobs);
    const ending = (job: Job) => (LIVE.has(job.state) ? 1 : 0);
    for (const job of [...changed].sort((a, b) => ending(a) - ending(b))) {
      jobs.set(job.id, job);
      checkLocks(jobs.values(), job);
    }
    for (const job of changed) this.jobs.set(job.id, job);
  }

  #key(what: string): string {
    this.#keys += 1;
    return `${what}-${this.#keys}`;
  }
}
