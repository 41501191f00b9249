/** Looks at one cycle from outside until it is over: the journal and the state at the Worker, the issue on the forge. */
import * as z from "zod";
import type { ApprovalView } from "../../contract/approval.ts";
import { type ProjectChecks, WorkerChecks } from "../../contract/checks.ts";
import type { Mode } from "../../contract/config.ts";
import type { ProjectView, RunnerView } from "../../contract/state.ts";
import { isWithinActiveHours } from "../../core/scheduling/active-hours.ts";
import type { ForgeClient } from "../../forge/client.ts";
import { type Address, ask, readState } from "../factory-address.ts";
import { userName } from "../mode/by.ts";
import { readAnswer } from "../skew/builds.ts";
import { answerFor, type Consent } from "./consent.ts";
import { type Course, courseOf, type Entry, type Evidence } from "./hop.ts";

const Journal = z.object({
  entries: z.array(
    z.object({
      seq: z.int(),
      at: z.number(),
      entry: z.looseObject({
        event: z.string(),
        issue: z.int().optional(),
        kind: z.string().optional(),
        outcome: z.string().optional(),
        agent: z.string().optional(),
        job: z.string().optional(),
        runner: z.string().optional(),
        reason: z.string().optional(),
      }),
    }),
  ),
});

/** A hop that was skipped may still come: a delivery, a comment. Waited for this long after the end. */
const GRACE_SECS = 3;
/** The coordinator looks within moments; after this long it is asked to, where its hours are over. */
const ASK_AFTER_SECS = 5;

export interface Cycle {
  readonly address: Address;
  readonly client: ForgeClient;
  readonly repo: string;
  readonly project: string;
  readonly webhook: boolean;
  readonly mode: Mode;
  /** Asked before each write of the factory on the smoke issue, in the mode `approve` alone. */
  readonly consent: Consent;
  readonly pause_ms: number;
}

/** What the Worker last said, for the causes of a silence. */
export interface LastSeen {
  readonly view: ProjectView | null;
  readonly checks: ProjectChecks | null;
  readonly runners: readonly RunnerView[];
}

export async function readChecks(address: Address): Promise<WorkerChecks> {
  return readAnswer(WorkerChecks, await ask(address, "/checks"), address.url);
}

export interface Start {
  readonly cycle: Cycle;
  /** This machine's clock minus the Worker's. */
  readonly skew_ms: number;
  /** A delivery counts when it came after this, by the Worker's clock: read just before the filing. */
  readonly heard_from_ms: number;
  /** The newest entry of the journal before the issue was filed. */
  readonly journal_seq: number;
}

export class Observer {
  readonly #cycle: Cycle;
  readonly #issue: number;
  /** When the issue was filed, by this machine's clock. */
  readonly #filed: number;
  readonly #skew: number;
  readonly #heard_from: number;
  #seq: number;
  #entries: Entry[] = [];
  #seen = { delivered: null, mentioned: null, answered: null, closed: null } as {
    -readonly [K in Exclude<keyof Evidence, "entries">]: Evidence[K];
  };
  #asked = false;
  /** The write that a person did not want; null while there is none. */
  denied: ApprovalView | null = null;
  last: LastSeen = { view: null, checks: null, runners: [] };

  constructor({ cycle, skew_ms, heard_from_ms, journal_seq }: Start, issue: number, filed: number) {
    this.#cycle = cycle;
    this.#issue = issue;
    this.#filed = filed;
    this.#skew = skew_ms;
    this.#heard_from = heard_from_ms;
    this.#seq = journal_seq;
  }

  /** Until the end, the deadline, or the signal. `onChange` hears of each look. */
  async watch(deadline: number, stop: AbortSignal, onChange: (course: Course) => void): Promise<Course> {
    let course = this.#course();
    let over: number | null = null;
    let until = deadline;
    for (;;) {
      await this.#look(course).catch(() => undefined);
      // A person may take their time.
      until += await this.#askPerson();
      if (this.denied !== null) await this.#look(course).catch(() => undefined);
      course = this.#course();
      onChange(course);
      const whole = course.hops.every((h) => h.status === "done");
      if (course.end !== "going" && whole) return course;
      if (course.end !== "going") over ??= Date.now();
      if (stop.aborted || this.denied !== null || Date.now() > until) return course;
      if (over !== null && Date.now() - over > GRACE_SECS * 1000) return course;
      await new Promise((resolve) => setTimeout(resolve, this.#cycle.pause_ms));
    }
  }

  get held_by(): string | null {
    return this.last.view?.issues.find((i) => i.number === this.#issue)?.held_by ?? null;
  }

  /** Once more at the end, for the causes: what is not needed while all goes well. */
  async look(): Promise<void> {
    await Promise.allSettled([this.#readState(), this.#readChecks()]);
  }

  #course(): Course {
    return courseOf({ entries: this.#entries, ...this.#seen }, this.#cycle);
  }

  async #look(course: Course): Promise<void> {
    const done = (hop: string) => course.hops.some((h) => h.hop === hop && h.status === "done");
    await Promise.all([
      this.#readJournal(),
      this.#cycle.webhook && this.#seen.delivered === null ? this.#readChecks() : undefined,
      done("picked") ? undefined : this.#readState(),
      done("picked") ? this.#readIssue() : undefined,
    ]);
    await this.#askToLook(done("seen"), done("picked"));
  }

  /** How long it took, in milliseconds. */
  async #askPerson(): Promise<number> {
    const { mode, address, project, consent } = this.#cycle;
    if (mode !== "approve") return 0;
    const began = Date.now();
    const asking = { address, project, consent, by: userName() };
    this.denied = await answerFor(asking, this.#issue).catch(() => null);
    return Date.now() - began;
  }

  async #readJournal(): Promise<void> {
    const { address, project } = this.#cycle;
    for (;;) {
      const { entries } = Journal.parse(
        await ask(address, `/projects/${project}/journal?after=${this.#seq}`),
      );
      for (const { seq, at, entry } of entries) {
        this.#seq = Math.max(this.#seq, seq);
        if (entry.issue === this.#issue) this.#entries.push({ ...entry, at: this.#since(at) });
      }
      if (entries.length < 500) return;
    }
  }

  async #readChecks(): Promise<void> {
    const all = await readChecks(this.#cycle.address);
    const checks = all.projects.find((p) => p.name === this.#cycle.project);
    if (checks === undefined) return;
    this.last = { ...this.last, checks };
    if (checks.heard_secs === null) return;
    const heard_ms = all.now_ms - checks.heard_secs * 1000;
    // By the Worker's clock alone: how long its answers take must not make an old delivery look like a new one.
    if (heard_ms > this.#heard_from) this.#seen.delivered ??= this.#since(heard_ms);
  }

  async #readState(): Promise<void> {
    const state = await readState(this.#cycle.address);
    const view = state.projects.find((p) => p.name === this.#cycle.project) ?? null;
    this.last = { ...this.last, view, runners: state.runners };
  }

  async #readIssue(): Promise<void> {
    const { client, repo } = this.#cycle;
    const comments = await client.commentsOf(repo, this.#issue);
    if (comments.ok) {
      const mention = comments.value.findIndex((c) => c.body.includes("@adf:"));
      if (mention >= 0) this.#seen.mentioned ??= this.#now();
      if (this.#isAnswer(comments.value.length, mention)) this.#seen.answered ??= this.#now();
    }
    const issue = await client.issue(repo, this.#issue);
    if (issue.ok && issue.value.state === "closed") this.#seen.closed ??= this.#now();
  }

  /** The word after the job's end is the answer; the call to QA in between is a mention again. */
  #isAnswer(comments: number, mention: number): boolean {
    const ended = this.#entries.some((e) => e.event === "item.parked" || e.event === "item.done");
    return ended && mention >= 0 && comments > mention + 1;
  }

  async #askToLook(seen: boolean, picked: boolean): Promise<void> {
    const { view } = this.last;
    if (this.#asked || !seen || picked || view === null || this.held_by !== null) return;
    if (this.#now() < ASK_AFTER_SECS || isWithinActiveHours(view.schedule, view.timezone, Date.now())) return;
    this.#asked = true;
    await ask(this.#cycle.address, `/projects/${this.#cycle.project}/run`, "POST");
  }

  /** Seconds from the filing to a time of the Worker's clock. */
  #since(worker_ms: number): number {
    return Math.max(0, (worker_ms + this.#skew - this.#filed) / 1000);
  }

  #now(): number {
    return (Date.now() - this.#filed) / 1000;
  }
}
