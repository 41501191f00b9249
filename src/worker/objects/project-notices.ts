/**
 * The notices of a project: handed out to be delivered, and what came of it. The project builds on it, so that a notifier which
 * hangs or refuses can touch nothing but these rows.
 */
import type { NoteView } from "../../contract/note.ts";
import type { ProjectView } from "../../contract/state.ts";
import type { Changes } from "../../core/decide/draft.ts";
import { onNotice, sendAgain } from "../../core/decide/on-notice.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import type { Notice, Told } from "../../core/notify/notice.ts";
import { contextOf, mustOpen, projectOf } from "../environment.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";
import { countNotices, deadNotices, dueNotices, noticeById, trimNotices } from "../store/notices.ts";
import { put } from "../store/records.ts";
import { alarmAt } from "./project-checks.ts";
import { noteView } from "./project-note.ts";
import { ProjectRecords } from "./project-records.ts";
import { applyChanges, loadSnapshot } from "./project-snapshot.ts";

/** An alarm never rings sooner than this after now: no busy loop by alarm. */
const FLOOR_MS = 500;
/** The platform may be late with an alarm; later than this it is not coming. */
const RINGS_WITHIN_MS = 30_000;
/** Longer than the longest wait for a notifier's answer. */
const SEND_MS = 60_000;
/** Given up at most in one day of an unreachable notifier, and asked for again in one go. */
const AGAIN = 500;

export class ProjectNotices extends ProjectRecords {
  /** Each to one consumer for a minute. */
  takeNotices(limit: number): Notice[] {
    const now = Date.now();
    const due = dueNotices(this.sql, now, limit);
    this.ctx.storage.transactionSync(() => {
      for (const notice of due)
        put(this.sql, "notices", notice.id, { ...notice, state: "sending", not_before: now + SEND_MS });
    });
    return due;
  }

  async settleNotice(id: string, told: Told): Promise<void> {
    const notice = noticeById(this.sql, id);
    if (notice === undefined) return;
    this.#decide((s) => onNotice(s, notice, told));
    await this.arm();
  }

  /** The daily note as it would be written now. */
  note(): NoteView {
    return noteView(this.sql, this.#snapshot());
  }

  /** What was given up is tried again; answers how many. */
  resendNotices(): number {
    const dead = deadNotices(this.sql, AGAIN);
    this.#decide((s) => sendAgain(s, dead));
    return dead.length;
  }

  protected override trimRecords(): void {
    super.trimRecords();
    trimNotices(this.sql, Date.now());
  }

  /** What is on its way out of here besides the writes on the forge. */
  protected deliveries(): Pick<ProjectView, "records" | "notices"> {
    return { records: this.shippingView(), notices: this.#view() };
  }

  /** Sets the alarm for whatever is due next: a job, a write on the forge, a notice, a reading of checks. */
  protected async arm(): Promise<void> {
    const now = Date.now();
    const next = alarmAt(this.sql, mustOpen(this.env).config, now);
    if (next === null) return;
    const at = Math.max(next, now + FLOOR_MS);
    const set = await this.ctx.storage.getAlarm();
    if (set !== null && set <= at && set > now) return;
    await this.ctx.storage.setAlarm(at);
    writeMeta(this.sql, "alarm_at", at);
  }

  protected rang(): void {
    writeMeta(this.sql, "alarm_at", null);
  }

  /** Whether one was set and did not ring; asked once for each, because the tick that asks makes it good. */
  protected alarmLost(): boolean {
    const at = readMeta<number | null>(this.sql, "alarm_at", null);
    if (at === null || Date.now() - at < RINGS_WITHIN_MS) return false;
    this.rang();
    return true;
  }

  #view(): ProjectView["notices"] {
    const newest = deadNotices(this.sql, 3);
    return {
      ...countNotices(this.sql),
      dead_examples: newest.map(({ notifier, title, error }) => ({ notifier, title, error: error ?? "" })),
    };
  }

  #decide(decide: (s: Snapshot) => Changes): void {
    const snapshot = this.#snapshot();
    applyChanges(this.ctx.storage, snapshot, decide(snapshot), mustOpen(this.env));
  }

  #snapshot(): Snapshot {
    const door = mustOpen(this.env);
    const project = projectOf(door, this.name);
    if (project === undefined) throw new Error(`project ${this.name} is not in the configuration`);
    return loadSnapshot(this.sql, contextOf(door, project), Date.now());
  }
}
