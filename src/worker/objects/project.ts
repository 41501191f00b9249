/**
 * Project: the only authority on a project's work. Every method is: load a snapshot, let core decide, apply the
 * changes in one transaction, wake whoever must act. No decision is made here and nothing is fetched here.
 */
import type { ApprovalAnswer, ApprovalRequest, ApprovalView } from "../../contract/approval.ts";
import type { ControlAnswer } from "../../contract/control.ts";
import type { RankingView } from "../../contract/ranking.ts";
import type { JobOffer } from "../../contract/runner.ts";
import type { ProjectView } from "../../contract/state.ts";
import type { DayChange } from "../../core/compound/day.ts";
import type { Said } from "../../core/control/said.ts";
import { onDay, onReviewAsked } from "../../core/decide/compound.ts";
import { coordinate, mayCoordinate } from "../../core/decide/coordinate.ts";
import type { Changes } from "../../core/decide/draft.ts";
import { type GateAnswer, gateAnswer } from "../../core/decide/git-access.ts";
import { holdBack } from "../../core/decide/hold-back.ts";
import { onAlert } from "../../core/decide/on-alert.ts";
import { onApproval } from "../../core/decide/on-approval.ts";
import { type ChecksRead, onChecks } from "../../core/decide/on-checks.ts";
import { type ClaimInput, onClaim } from "../../core/decide/on-claim.ts";
import { onControl, onJoin } from "../../core/decide/on-control.ts";
import { onEffect } from "../../core/decide/on-effect.ts";
import { onEvent, showsAnother } from "../../core/decide/on-event.ts";
import { onNote } from "../../core/decide/on-note.ts";
import { onExpire, onReport, type ReportInput } from "../../core/decide/on-report.ts";
import { onStart } from "../../core/decide/on-start.ts";
import { onTick, type TickCause } from "../../core/decide/on-tick.ts";
import { rankingView } from "../../core/decide/rank-project.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import type { Applied, Effect } from "../../core/effect/effect.ts";
import type { RepositorySummary } from "../../core/summary/offered.ts";
import { HELD, type Job, LIVE } from "../../core/work/job.ts";
import { agentStub, contextOf, type Env, factoryStub, mustOpen, projectOf } from "../environment.ts";
import { addEvent, eventOutcome, readMeta, trim, writeMeta } from "../store/ledger.ts";
import { effectById, jobById, jobByRequest, othersOpen, recentlyCancelled } from "../store/work.ts";
import { join, speaksForFactory, tellFactory } from "./project-factory.ts";
import { CANCEL_MS, lostLeases, tellCancelled } from "./project-leases.ts";
import * as mirror from "./project-mirror.ts";
import { happenedSince } from "./project-note.ts";
import * as outbox from "./project-outbox.ts";
import { ProjectReading } from "./project-reading.ts";
import { applyChanges, loadSnapshot } from "./project-snapshot.ts";
import * as summary from "./project-summary.ts";
import { projectView } from "./project-view.ts";
import { type Intake, noteIntakes, noteTick, readVitals, type Vitals } from "./project-vitals.ts";
import { wake } from "./project-wake.ts";
import { ALONE, type Around, cronIsLate, sign, unharmed, watch } from "./project-watch.ts";

export class ProjectObject extends ProjectReading {
  readonly #sql: SqlStorage;
  readonly #name: string;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = this.sql;
    this.#name = this.name;
    outbox.reclaim(ctx.storage, Date.now());
    void ctx.blockConcurrencyWhile(() => this.arm());
  }

  /** Takes events in order; a known key is a named outcome and changes nothing. */
  async ingest(intakes: readonly Intake[]): Promise<string[]> {
    const outcomes: string[] = [];
    for (const { input, source, delivery } of intakes) {
      const known = eventOutcome(this.#sql, input.key) !== undefined;
      const snapshot = known && source === "webhook" ? null : this.#snapshot();
      if (snapshot === null || (known && !showsAnother(snapshot, input.event))) {
        outcomes.push("duplicate");
        continue;
      }
      const { outcome, changes } = onEvent(snapshot, input);
      this.ctx.storage.transactionSync(() => {
        if (!known) addEvent(this.#sql, { key: input.key, at: snapshot.now, source, outcome, delivery });
        this.#apply(snapshot, changes);
      });
      outcomes.push(outcome);
    }
    noteIntakes(this.#sql, intakes, outcomes, Date.now());
    this.#lookAtCron();
    summary.noteSummaryNews(this.#sql, intakes);
    await this.#settle({ reading: intakes.every((i) => i.source === "poll") });
    return outcomes;
  }

  async claim(input: ClaimInput): Promise<JobOffer | null> {
    this.#lookAtCron();
    const before = jobByRequest(this.#sql, input.request_key);
    if (before === undefined && input.again === true) return null;
    // A key names one job of one runner: when that has ended it gets no second, and another runner never gets any.
    if (before !== undefined && (!HELD.has(before.state) || before.runner !== input.runner)) return null;
    await this.#join();
    const snapshot = this.#snapshot();
    const { offer, changes } = onClaim(snapshot, input);
    this.#apply(snapshot, changes);
    if (offer === null) return null;
    const { job, epoch, limits } = offer;
    await Promise.all([
      agentStub(this.env, this.#name, offer.agent).acquire(this.#name, job, epoch, limits.lease_secs),
      tellFactory(this.env, this.#sql, this.#name),
    ]);
    return offer;
  }

  /** The runner confirms that it holds the job and begins. False: it does not, and must not begin. */
  start(job: string, epoch: number, runner: string): { agent: string } | null {
    const snapshot = this.#snapshot();
    const decision = onStart(snapshot, job, epoch, runner);
    if (decision === null) return null;
    this.#apply(snapshot, decision.changes);
    return { agent: decision.agent };
  }

  /** Which agent's object keeps the lease of a job; null to a runner that was not given it under this epoch. */
  agentOfJob(job: string, epoch: number, runner: string): string | null {
    const found = jobById(this.#sql, job);
    return found?.runner === runner && found.epoch === epoch ? found.agent : null;
  }

  async finish(input: ReportInput, runner: string): Promise<{ accepted: boolean; reason: string }> {
    const snapshot = this.#snapshot();
    const job = jobById(this.#sql, input.job);
    const mine = job !== undefined && job.runner === runner ? job : undefined;
    const { accepted, reason, changes } = onReport(snapshot, mine, input);
    this.#apply(snapshot, changes);
    // The lease goes with its job, also where the report came too late to count.
    const after = mine === undefined ? undefined : jobById(this.#sql, mine.id);
    const over = after !== undefined && !LIVE.has(after.state) && after.epoch === input.epoch;
    await this.#settle(over ? { ended: after } : {});
    return { accepted, reason };
  }

  async expire(job: string, epoch: number): Promise<boolean> {
    const snapshot = this.#snapshot();
    const changes = onExpire(snapshot, job, epoch);
    if (changes === null) return false;
    this.#apply(snapshot, changes);
    await this.#settle();
    return true;
  }

  /** What the git gate may let through for this job now. */
  gitAccess(job: string, epoch: number, runner: string): GateAnswer {
    const found = jobById(this.#sql, job);
    return gateAnswer(this.#snapshot(), found, epoch, runner);
  }

  /** Hands out effects to apply, each to one consumer for a minute; in each mode only what may be written in it. */
  takeEffects(limit: number): Effect[] {
    this.#decide(holdBack);
    return outbox.take(this.ctx.storage, this.#snapshot(), limit);
  }
  approvals(): ApprovalView[] {
    this.#decide(holdBack);
    return outbox.approvals(this.#snapshot());
  }
  /** A person says yes or no to what is proposed. */
  judge(asked: ApprovalRequest): Promise<ApprovalAnswer> {
    return this.#answered((snapshot) => onApproval(snapshot, asked));
  }
  /** A person wants a compound review now. */
  review(by: string): Promise<{ asked: boolean; sentence: string }> {
    return this.#answered((snapshot) => onReviewAsked(snapshot, by));
  }
  /** What was merged, as a reader of the forge found it. */
  putDay(day: DayChange): Promise<void> {
    this.#decide((s) => onDay(s, day));
    return this.#settle();
  }
  /** A person stops, lets go or cancels. */
  control(said: Said): Promise<ControlAnswer> {
    return this.#answered((snapshot) => onControl(snapshot, said));
  }

  async settleEffect(id: string, applied: Applied): Promise<void> {
    const effect = effectById(this.#sql, id);
    if (effect === undefined) return;
    const last = effect.item === null || !othersOpen(this.#sql, effect.item, effect.id);
    const snapshot = this.#snapshot();
    this.#apply(snapshot, onEffect(snapshot, effect, applied, last));
    await this.#settle();
  }

  /** The periodic pass. Answers whether the forge should be read now. */
  async tick(cause: TickCause, { fleet, presence }: Around = ALONE): Promise<{ sync: boolean }> {
    await this.#join();
    const now = Date.now();
    const snapshot = this.#snapshot();
    const ticks = readMeta(this.#sql, "ticks", 0) + 1;
    writeMeta(this.#sql, "ticks", ticks);
    if (cause === "tick") noteTick(this.#sql, now);
    this.#apply(snapshot, onTick(snapshot, cause, fleet));
    unharmed(this.#name, () => {
      const signs = { ...this.signs(), presence };
      this.#decide((s) => watch(this.#sql, s, signs));
      this.#decide((s) => onNote(s, (since) => happenedSince(this.#sql, since)));
    });
    if (ticks % 1000 === 0) {
      trim(this.#sql, now);
      this.trimRecords();
    }
    if (speaksForFactory(mustOpen(this.env), this.#name)) {
      const conditions = await factoryStub(this.env).conditions();
      this.#decide((s) => onAlert(s, conditions));
    }
    await this.#checkLeases();
    await tellCancelled(this.env, this.#name, recentlyCancelled(this.#sql, now - CANCEL_MS));
    await this.#settle();
    const { poll_ticks } = snapshot.context.config.mentions;
    const due = ticks % poll_ticks === 0 || this.forgeSigns() !== null || !snapshot.meta.synced;
    return { sync: cause !== "tick" || due };
  }

  async putSyncState(state: mirror.SyncState): Promise<void> {
    mirror.putSyncState(this.#sql, state);
    await this.#settle({ reading: true });
  }
  async setBlockers(read: readonly mirror.BlockersRead[]): Promise<void> {
    mirror.setBlockers(this.#sql, read);
    await this.#settle({ reading: true });
  }

  putChecks(read: readonly ChecksRead[]): Promise<void> {
    this.#decide((snapshot) => onChecks(snapshot, read));
    return this.#settle({ reading: true });
  }
  putSummary(read: RepositorySummary, news: number): Promise<void> {
    summary.putSummary(this.#sql, this.#name, read, news, Date.now());
    return this.#settle();
  }

  view(): ProjectView {
    return projectView(this.#sql, this.#snapshot(), this.deliveries());
  }
  ranking(): RankingView {
    return rankingView(this.#snapshot());
  }
  vitals(): Vitals {
    return readVitals(this.#sql, this.#snapshot());
  }

  override async alarm(): Promise<void> {
    this.rang();
    this.#lookAtCron();
    await this.#settle();
  }

  #snapshot(): Snapshot {
    const door = mustOpen(this.env);
    const project = projectOf(door, this.#name);
    if (project === undefined) throw new Error(`project ${this.#name} is not in the configuration`);
    return loadSnapshot(this.#sql, contextOf(door, project), Date.now());
  }

  async #answered<A>(decide: (s: Snapshot) => { answer: A; changes: Changes }): Promise<A> {
    const snapshot = this.#snapshot();
    const { answer, changes } = decide(snapshot);
    this.#apply(snapshot, changes);
    await this.#settle();
    return answer;
  }

  #decide(decide: (s: Snapshot) => Changes | null): void {
    const snapshot = this.#snapshot();
    const changes = decide(snapshot);
    if (changes !== null) this.#apply(snapshot, changes);
  }

  readonly #join = (): Promise<void> =>
    join(this.env, this.#sql, (stops) => this.#decide((s) => onJoin(s, stops)));

  #lookAtCron(): void {
    if (cronIsLate(this.#sql)) unharmed(this.#name, () => this.#decide((s) => sign(this.#sql, s)));
  }

  #apply(snapshot: Snapshot, changes: Changes): void {
    applyChanges(this.ctx.storage, snapshot, changes, mustOpen(this.env));
    const gone = changes.jobs.filter((j) => j.state === "cancelled");
    this.ctx.waitUntil(tellCancelled(this.env, this.#name, gone));
  }

  /**
   * After every change: let the coordinator look, tell the agent what ended, wake who must act, set the alarm.
   * `reading`: whoever made the change is reading the forge and goes on to what is stale by itself.
   */
  async #settle({ ended, reading = false }: { ended?: Job; reading?: boolean } = {}): Promise<void> {
    const snapshot = this.#snapshot();
    if (mayCoordinate(snapshot)) this.#apply(snapshot, coordinate(snapshot));
    if (ended?.epoch != null)
      await agentStub(this.env, this.#name, ended.agent).release(ended.id, ended.epoch);
    this.#decide(holdBack);
    await tellFactory(this.env, this.#sql, this.#name);
    await wake(this.env, this.#sql, snapshot.context, Date.now(), reading);
    await this.arm();
  }

  /** The tick asks about every job that is out. */
  async #checkLeases(): Promise<void> {
    for (const { id, epoch } of await lostLeases(this.env, this.#snapshot())) await this.expire(id, epoch);
  }
}
