/**
 * What must be so after every transaction, every write on the forge and every accepted push, whatever happened. Written
 * from the invariants of the architecture and not from the code that is to keep them.
 */
import type { JobReport } from "../../../src/contract/runner.ts";
import type { Changes } from "../../../src/core/decide/draft.ts";
import type { Meta } from "../../../src/core/decide/snapshot.ts";
import type { Effect, EffectAction } from "../../../src/core/effect/effect.ts";
import type { IssueSnapshot } from "../../../src/core/event/event.ts";
import { HELD, type Job, LIVE } from "../../../src/core/work/job.ts";
import { ENDED, type WorkItem } from "../../../src/core/work/work-item.ts";
import { BOT, OWNER } from "../core/scene.ts";
import { isAtRest } from "./at-rest.ts";
import { wentThroughTheDoor } from "./door.ts";
import { Gates } from "./gates.ts";
import type { ObservedProject } from "./observed-project.ts";
import { textOf } from "./seen.ts";
import type { SimForge } from "./sim-forge.ts";
import { fail } from "./violated.ts";
import { Wishes } from "./wishes.ts";

export class Invariants {
  readonly #project: ObservedProject;
  readonly #forge: SimForge;
  readonly #jobs = new Map<string, Job>();
  readonly #items = new Map<string, WorkItem>();
  readonly #effects = new Map<string, Effect>();
  readonly #gates: Gates;
  readonly #accepted = new Map<string, string>();
  /** Work items that have ever asked a person. */
  readonly #asked = new Set<string>();
  readonly #wishes: Wishes;
  /** Merges that were begun while none was being proved. What a person merges by hand meanwhile comes too late for them. */
  readonly #begun = new Set<string>();
  /** Effects that a consumer has ever had in its hands. */
  readonly #handed_out = new Set<string>();
  #before: Meta | null = null;
  #newest_epoch = 0;

  constructor(project: ObservedProject, forge: SimForge) {
    this.#project = project;
    this.#forge = forge;
    this.#gates = new Gates(project, forge);
    this.#wishes = new Wishes(project, forge);
  }

  changed(changes: Changes): void {
    for (const job of [...changes.jobs].sort((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0))) this.#job(job);
    for (const item of changes.items) this.#item(item);
    for (const effect of changes.effects) this.#effect(effect);
    this.#wishes.mentioned(changes);
    // What is so of an item together with its jobs: for each item that either of them touched.
    const touched = new Set([...changes.items.map((i) => i.id), ...changes.jobs.map((j) => j.item)]);
    for (const id of touched) this.#together(id);
    this.#reviewing();
    this.#chains();
    this.#before = changes.meta;
  }

  /** However agents ask one another, what one person or one pick began stays bounded. */
  #chains(): void {
    const { meta, context } = this.#project;
    if (meta.asks === this.#before?.asks) return;
    const most = context.config.mentions.max_dispatches;
    for (const { root } of meta.asks.slice(-1))
      if (meta.asks.filter((a) => a.root === root).length > most)
        fail(`${root} led to more than ${most} asks between agents`);
  }

  /** One compound review at a time, no more agents than it may have, and no more money than it may cost and they may still. */
  #reviewing(): void {
    const { meta, context } = this.#project;
    const { enabled, max_agents, max_usd } = context.config.compound_review;
    if (!enabled) return;
    const live = this.#project.snapshot().jobs.filter((j) => j.kind === "compound");
    const own = new Set((meta.compound.run?.groups ?? []).map((g) => g.item));
    const lost = live.find((j) => !own.has(j.item));
    if (lost !== undefined) fail(`${lost.id} reviews for no run, or for a second one`);
    if (meta.compound.run !== null && live.length === 0) fail("a compound review waits for nobody");
    const held = live.filter((j) => HELD.has(j.state)).length;
    if (held > max_agents) fail(`${held} agents review at one time`);
    const tallies = [...own].map((item) => this.#project.tallies.get(`item:${item}`));
    const usd = tallies.reduce((sum, t) => sum + (t?.usd ?? 0) + (t?.reserved_usd ?? 0), 0);
    if (max_usd > 0 && usd > max_usd + context.config.budget.reserve_usd)
      fail(`a compound review costs $${usd}, and may cost $${max_usd}`);
  }

  /** What is filed is not filed already: neither open on the forge nor on its way there. */
  #filed(effect: Effect): void {
    const { action } = effect;
    if (action.kind !== "create_issue" || !effect.id.includes(":finding:")) return;
    const name = (title: string) => title.toLowerCase().replace(/^the /, "");
    for (const [id, other] of this.#effects) {
      if (id === effect.id || other.action.kind !== "create_issue" || !id.includes(":finding:")) continue;
      if (name(other.action.title) !== name(action.title) || other.state === "dead") continue;
      const issue = this.#forge.issues.get(this.#forge.visible(id)[0] ?? 0);
      if (other.state !== "done" || issue?.state === "open") fail(`${effect.id} files what ${id} has filed`);
    }
  }

  /** A push went through the gate. */
  mayPush(id: string, epoch: number, ref: string): void {
    if (ref === `refs/heads/${this.#project.context.project.branch}`) fail(`${id} pushed to ${ref}`);
    const job = this.#project.jobs.get(id);
    if (job === undefined || job.epoch !== epoch || !HELD.has(job.state))
      fail(`a push under epoch ${epoch} of ${id} went through, which is ${job?.state} at ${job?.epoch}`);
  }

  /** What a consumer is given, it may write: nothing in `observe`, and in `approve` what a person has said yes to. */
  handedOut(effect: Effect): void {
    this.#handed_out.add(effect.id);
    const { action } = effect;
    const proving = [...this.#items.values()].some((i) => i.phase === "proving");
    if (action.kind === "merge" && !proving) this.#begun.add(`${action.pull_request} ${action.sha}`);
    const { mode } = this.#project.context.project;
    if (mode === "observe" || (mode === "approve" && effect.approved_by === undefined))
      fail(`${effect.id} is written in the mode ${mode}`);
  }

  /** Effects leave in order within their work item. */
  applying(effect: Effect): void {
    const before = this.#project
      .openEffects()
      .find((e) => e.item !== null && e.item === effect.item && e.seq < effect.seq);
    if (before !== undefined) fail(`${effect.id} is written before ${before.id} of the same item`);
  }

  /** What was left to the forge it may do, unless a person has to say yes first: then it was called off, or is about to be. */
  mergesAlone({ id }: Effect): void {
    const open = this.#project.openEffects();
    const proposed = open.some((e) => e.id === id && e.state === "proposed");
    if (proposed && !open.some((e) => e.action.kind === "cancel_merge"))
      fail(`the forge makes the merge ${id}, which waits for a person's yes`);
  }

  mayWrite(action: EffectAction): void {
    if (action.kind === "merge") this.#mayMerge(action.sha, action.pull_request);
    if (action.kind !== "close_issue") return;
    // What the factory wrote of itself it may close itself; it is nobody's work.
    if (this.#project.meta.alert_issues.includes(action.issue)) return;
    const [first = action.issue] = this.#forge.visible(this.#forge.written.get(action.issue) ?? "");
    if (first < action.issue) return;
    const mine = [...this.#items.values()].filter((i) => i.issue === action.issue);
    const red = mine.find((i) => i.phase === "merging" && this.#gates.ciFailed(i.merged_sha));
    if (red !== undefined) fail(`#${action.issue} is closed, and its merge ${red.merged_sha} is red`);
    const merged = mine.some((i) => i.merged_sha !== null);
    if (!merged && !this.#gates.verified.has(action.issue))
      fail(`#${action.issue} is closed without a merge and without a verified claim`);
  }

  /** A merge while another is being proved, or undone, would hide which of the two was to blame. */
  #mayMerge(sha: string, pull_request: number): void {
    const open = [...this.#items.values()].filter((i) => !ENDED.has(i.phase));
    const proving = open.find((i) => i.phase === "proving");
    if (proving !== undefined && !this.#begun.has(`${pull_request} ${sha}`))
      fail(`#${pull_request} is merged while ${proving.id} is being proved`);
    const missing = this.#gates.missing(sha);
    if (missing.length > 0)
      fail(`#${pull_request} is merged at ${sha}, which did not pass ${missing.join(" and ")}`);
  }

  reported(job: Job | undefined, report: JobReport, accepted: boolean, key: string, epoch: number): void {
    if (job === undefined) return;
    const due = HELD.has(job.state) && job.epoch === epoch;
    const again = job.finish_key === key;
    if (accepted !== (due || again))
      fail(`a report for ${job.id} (${job.state}) was ${accepted ? "" : "not "}accepted`);
    if (!due) return;
    const before = this.#accepted.get(job.id);
    if (before !== undefined) fail(`two reports of ${job.id} were accepted: ${before} and ${key}`);
    this.#accepted.set(job.id, key);
    this.#gates.reported(job, this.#items.get(job.item), report);
  }

  atRest(): void {
    isAtRest(this.#project, this.#forge, this.#handed_out);
    this.#undone();
  }

  /** A merge with which the branch is red was undone, or a person has been asked about it. */
  #undone(): void {
    const items = [...this.#project.items.values()];
    for (const { id, issue, subject, phase, merged_sha } of items) {
      if (subject !== "issue" || phase !== "done" || !this.#gates.ciFailed(merged_sha) || this.#asked.has(id))
        continue;
      const undoing = items.some((i) => i.reverts === merged_sha);
      if (!undoing) fail(`${merged_sha} of #${issue} is red and nobody undoes it`);
    }
  }

  #job(job: Job): void {
    const before = this.#jobs.get(job.id);
    this.#jobs.set(job.id, job);
    if (before !== undefined && !LIVE.has(before.state) && JSON.stringify(before) !== JSON.stringify(job))
      fail(`${job.id} had ended as ${before.state} and changed`);
    if (before?.epoch != null && before.epoch !== job.epoch) fail(`${job.id} changed its epoch`);
    if (job.epoch === null || before?.epoch === job.epoch) return;
    if (job.epoch <= this.#newest_epoch) fail(`epoch ${job.epoch} of ${job.id} does not grow`);
    this.#newest_epoch = job.epoch;
    wentThroughTheDoor(this.#project, job, this.#before);
    this.#wishes.wentOut(job);
  }

  #item(item: WorkItem): void {
    const { limits } = this.#project.context.config;
    const before = this.#items.get(item.id);
    this.#items.set(item.id, item);
    if (before === undefined) {
      this.#wanted(item);
      this.#wishes.begun(item);
    }
    if (before !== undefined && ENDED.has(before.phase) && before.phase !== item.phase)
      fail(`${item.id} had ended as ${before.phase} and is ${item.phase}`);
    if (item.attempts > limits.attempts) fail(`#${item.issue} was attempted ${item.attempts} times`);
    if (item.gate_attempts > limits.attempts) fail(`#${item.issue} was judged ${item.gate_attempts} times`);
    if (item.phase === "parked") this.#asked.add(item.id);
    if (item.phase === "parked" && (item.park_reason === null || item.park_reason === ""))
      fail(`${item.id} is parked and asks nothing`);
    if (
      item.phase === "done" &&
      item.subject === "issue" &&
      item.merged_sha === null &&
      !this.#gates.verified.has(item.issue)
    )
      fail(`${item.id} is done without a merge and without a verified claim`);
  }

  /** Work begins only because somebody who may ask has asked, or the coordinator chose a trusted person's issue. */
  #wanted(item: WorkItem): void {
    const on = this.#forge.issues.get(item.issue) ?? this.#forge.pulls.get(item.issue);
    if (on === undefined || item.root.startsWith("coordinator:") === false) return;
    const { closed, reopened, touched } = this.#forge;
    // A forge counts in seconds: what a person and the brain do in one of them has no order that anybody could see.
    const done_at = closed.get(item.issue) ?? 0;
    const at_once = done_at <= (touched.get(item.issue) ?? 0) + 1_000;
    if (done_at > (reopened.get(item.issue) ?? 0) + 1_000 && !at_once)
      fail(`#${item.issue} was done, and is taken up again`);
    const seen = this.#project.issues.get(item.issue);
    const let_in = seen !== undefined && this.#isLetIn(seen);
    // What undoes a merge is wanted by nobody's issue.
    if (item.subject !== "revert" && on.author.id !== OWNER.id && on.author.id !== BOT.id && !let_in)
      fail(`#${item.issue} of ${on.author.login} was taken up`);
  }

  /** The text that is worked on stood there when a person set the label, whatever was heard of it and in which order. */
  #isLetIn(seen: IssueSnapshot): boolean {
    return (
      seen.labels.includes("adf/approved") &&
      (this.#forge.labelled.get(seen.number) ?? []).some(({ text }) => text === textOf(seen))
    );
  }

  #together(id: string): void {
    const item = this.#project.items.get(id);
    if (item === undefined) return;
    const live = this.#project.snapshot().jobs.filter((j) => j.item === id);
    const wants = ["change", "verify", "plan", "compound"].includes(item.phase);
    const kind = live[0]?.kind === "revert" ? "change" : live[0]?.kind;
    if (item.phase === "review" || item.phase === "proving") this.#judged(item, live);
    else if (wants ? live.length !== 1 || kind !== item.phase : live.length > 0)
      fail(`${id} in phase ${item.phase} has ${live.length} live jobs`);
    const waits = item.phase === "delivering" || item.phase === "merging" || item.phase === "reporting";
    if (waits && !this.#project.openEffects().some((e) => e.item === id))
      fail(`${id} in phase ${item.phase} waits for nothing`);
  }

  /** One job for each gate that has not said anything yet, and none beside them. */
  #judged(item: WorkItem, live: readonly Job[]): void {
    const waits = item.round?.gates.filter((g) => g.state === "open") ?? [];
    const open = waits
      .filter((g) => g.kind !== "ci")
      .map((g) => `${g.kind === "commands" ? "check" : "review"} ${g.gate}`);
    const asked = live.map((j) => `${j.kind} ${j.gate}`);
    if (waits.length === 0 || String(asked.sort()) !== String(open.sort()))
      fail(`${item.id} waits for ${open.join(", ")} and has jobs for ${asked.join(", ")}`);
    if (live.some((j) => j.head_sha !== item.round?.sha)) fail(`${item.id} is judged at two heads`);
  }

  #alone({ id, state }: Effect): void {
    const open = (s: Effect["state"]) => s === "pending" || s === "applying";
    if (!open(state)) return;
    const other = this.#project
      .openEffects()
      .find((e) => e.id !== id && e.action.kind === "merge" && open(e.state));
    if (other !== undefined) fail(`${id} and ${other.id} merge into one branch at the same time`);
  }

  #effect(effect: Effect): void {
    const before = this.#effects.get(effect.id);
    this.#effects.set(effect.id, effect);
    if (effect.action.kind === "merge") this.#alone(effect);
    if (before === undefined) return this.#filed(effect);
    if ((before.state === "done" || before.state === "dead") && before.state !== effect.state)
      fail(`${effect.id} had ended as ${before.state} and is ${effect.state}`);
    if (before.action !== effect.action && JSON.stringify(before.action) !== JSON.stringify(effect.action))
      fail(`${effect.id} changed what it writes`);
  }
}
