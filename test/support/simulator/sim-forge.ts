/**
 * One repository of a forge, as far as the brain can tell: whole seconds, effects that are searched for before they are
 * written again, answers that are lost after the deed, requests that are carried out late. Says every change to
 * `heard`, and answers a poll with the present state of what changed, as a real one does.
 */
import type { DayChange } from "../../../src/core/compound/day.ts";
import type { MarkerCheck } from "../../../src/core/decide/on-event.ts";
import type { Applied, Effect, EffectAction } from "../../../src/core/effect/effect.ts";
import type {
  CommentSnapshot,
  ForgeEvent,
  IssueSnapshot,
  Person,
  PullSnapshot,
} from "../../../src/core/event/event.ts";
import type { Check } from "../../../src/core/review/checks.ts";
import { pick } from "../core/chance.ts";
import {
  BOT,
  comment,
  commentEvent,
  issue,
  issueDeleted,
  issueEvent,
  pull,
  pullEvent,
  sha,
} from "../core/scene.ts";
import { done, REFUSABLE, refused } from "./answers.ts";
import { contentOf, type Delivery, marked, NONE } from "./delivery.ts";
import { bears, isRedGate, textOf } from "./seen.ts";

export class SimForge {
  readonly issues = new Map<number, IssueSnapshot>();
  readonly pulls = new Map<number, PullSnapshot>();
  readonly comments = new Map<number, CommentSnapshot>();
  readonly branches = new Map<string, string>();
  /** For each comment and issue that the brain wrote: by which effect. */
  readonly written = new Map<number, string>();
  /** When each issue was last made open again. */
  readonly reopened = new Map<number, number>();
  /** When each was last changed by somebody else than the brain. */
  readonly touched = new Map<number, number>();
  /** When the brain last closed each. */
  readonly closed = new Map<number, number>();
  readonly blockers = new Map<number, readonly number[]>();
  /** Each time the label that lets an issue in was set, with the text that stood there. */
  readonly labelled = new Map<number, { readonly at: number; readonly text: string }[]>();
  /** What is shown of each commit, ours among it. */
  readonly checks = new Map<string, Check[]>();
  /** Called with each head that stands on a branch, and with the branch that it comes from. */
  pushed: (sha: string, branch: string) => void = () => undefined;
  /** Called with each pull request that was merged, by whomever. */
  merged: (pull: PullSnapshot) => void = () => undefined;
  /** Whether a write is refused for good this time. */
  refuses: (kind: EffectAction["kind"]) => boolean = () => false;
  /** Heads that do not merge any more, and heads that change nothing. */
  readonly conflicts = new Set<string>();
  readonly empties = new Set<string>();
  heard: (delivery: Delivery) => void = () => undefined;
  /** Asked before a merge and before a closing: whether what the brain does now is allowed. Throws when it is not. */
  judge: (action: EffectAction) => void = () => undefined;
  /** Heads of the target branch, oldest first. */
  readonly #main: string[] = [sha(0xfff)];
  readonly #now: () => number;
  readonly #latest = new Map<string, Delivery>();
  #next = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  get now(): number {
    return Math.floor(this.#now() / 1000) * 1000;
  }
  newSha(): string {
    return sha(0x1000 + this.#id());
  }

  openIssue(
    author: Person,
    labels: readonly string[],
    marker = NONE,
    text: { readonly title?: string; readonly body?: string } = {},
  ): number {
    const number = this.#id();
    this.#putIssue(issue(number, { author, labels, created_at: this.now, ...text }), marker);
    return number;
  }
  changeIssue(number: number, change: Partial<IssueSnapshot>): void {
    const there = this.issues.get(number);
    if (there === undefined) return;
    if (there.state === "closed" && change.state === "open") this.reopened.set(number, this.#now());
    if (change.state !== "closed") this.touched.set(number, this.#now());
    const next = { ...there, ...change };
    if (bears(next) && !bears(there))
      this.labelled.set(number, [...(this.labelled.get(number) ?? []), { at: this.now, text: textOf(next) }]);
    this.#putIssue(next, this.#markerOf(number));
  }
  deleteIssue(number: number): void {
    const there = this.issues.get(number);
    if (there === undefined) return;
    this.issues.delete(number);
    this.#latest.delete(`issue:${number}`);
    this.#tell(`issue:${number}:deleted`, issueDeleted(there), NONE, false);
  }
  /** Touches the issue without a word to anybody, as Gitea does. */
  block(number: number, by: readonly number[]): void {
    this.blockers.set(number, by);
    const there = this.issues.get(number);
    if (there === undefined) return;
    const touched = { ...there, updated_at: this.now };
    this.issues.set(number, touched);
    const delivery = this.#delivery(`issue:${number}`, issueEvent(touched), this.#markerOf(number));
    this.#latest.set(`issue:${number}`, delivery);
  }
  openPull(author: Person, head_branch: string, head_sha: string): PullSnapshot {
    this.branches.set(head_branch, head_sha);
    return this.putPull(pull(this.#id(), { author, head_branch, head_sha }));
  }
  putPull(it: PullSnapshot): PullSnapshot {
    const put = { ...it, updated_at: this.now };
    this.pulls.set(it.number, put);
    this.#tell(`pull:${it.number}`, pullEvent(put), NONE);
    return put;
  }
  push(branch: string, head_sha = this.newSha()): string {
    this.branches.set(branch, head_sha);
    this.pushed(head_sha, branch);
    for (const it of this.pulls.values())
      if (it.head_branch === branch && it.state === "open") this.putPull({ ...it, head_sha });
    return head_sha;
  }
  say(author: Person, on: number, body: string, marker = NONE): number {
    const id = this.#id();
    const made = comment(id, on, body, { author, created_at: this.now, updated_at: this.now });
    this.comments.set(id, made);
    this.#tell(`comment:${id}`, commentEvent(made, this.issues.get(on) ?? null), marker);
    return id;
  }
  setCheck(sha: string, check: Check): void {
    const others = (this.checks.get(sha) ?? []).filter((c) => c.context !== check.context);
    this.checks.set(sha, [...others, check]);
  }

  /** What was merged since a commit, each merge with a file of its own; all of it where that is not known. */
  day(reviewed: string | null): DayChange {
    const base = reviewed !== null && this.#main.includes(reviewed) ? reviewed : (this.#main[0] ?? "");
    const merges = this.#main.slice(this.#main.indexOf(base) + 1);
    const head = merges.at(-1) ?? base;
    const files = merges.map((sha) => `src/${sha.slice(-4)}.ts`);
    return { base, head, commits: merges.length, files, cut: null };
  }

  /** What changed since then, oldest first; in their present state, and comments without their issue. */
  changedSince(since: number): Delivery[] {
    return [...this.#latest.values()]
      .filter((d) => d.at >= since)
      .sort((a, b) => a.at - b.at)
      .map((d) => (d.event.kind === "comment" ? { ...d, event: { ...d.event, issue: null } } : d));
  }

  visible(effect: string): number[] {
    return [...this.written].filter(([, by]) => by === effect).map(([id]) => id);
  }

  /** Searches for what the effect left before, and writes it when there is nothing. */
  apply(effect: Effect): Applied {
    const { action } = effect;
    const reasons = action.kind in REFUSABLE ? REFUSABLE[action.kind as keyof typeof REFUSABLE] : undefined;
    if (reasons !== undefined && this.refuses(action.kind))
      return refused(pick(reasons, this.#next) ?? "gone");
    if ("issue" in action && !this.#has(action.issue)) return refused("gone");
    switch (action.kind) {
      case "comment":
        return done({ comment: this.visible(effect.id)[0] ?? this.writeComment(effect, action) });
      case "create_issue":
        return done({ issue: this.visible(effect.id)[0] ?? this.writeIssue(effect, action) });
      case "delete_comment":
        this.comments.delete(action.comment);
        this.written.delete(action.comment);
        this.#latest.delete(`comment:${action.comment}`);
        return done({});
      case "open_pull": {
        const there = [...this.pulls.values()].find(
          (p) => p.head_branch === action.branch && p.state === "open",
        );
        const head = this.branches.get(action.branch);
        if (there === undefined && head === undefined) return refused("gone");
        if (there === undefined && this.empties.has(head ?? "")) return refused("invalid");
        const made = there ?? this.openPull(BOT, action.branch, head ?? "");
        return done({ pull_request: made.number, head_sha: made.head_sha });
      }
      case "merge":
        return this.#merge(action);
      case "close_issue":
        this.judge(action);
        this.closed.set(action.issue, this.#now());
        if (this.issues.get(action.issue)?.state === "open")
          this.changeIssue(action.issue, { state: "closed" });
        return done({ updated_at: this.issues.get(action.issue)?.updated_at ?? 0 });
      case "reopen_issue":
        this.changeIssue(action.issue, { state: "open" });
        return done({});
      case "edit_issue":
        this.changeIssue(action.issue, { state: action.state, body: action.body });
        return done({});
      case "add_dependency":
        if (!this.issues.has(action.on)) return refused("gone");
        this.block(action.issue, [...new Set([...(this.blockers.get(action.issue) ?? []), action.on])]);
        return done({});
      case "review":
        // A closed pull request takes none.
        if (this.pulls.get(action.pull_request)?.state === "closed") return refused("invalid");
        return this.pulls.has(action.pull_request) ? done({ review: this.#id() }) : refused("gone");
      case "add_labels": {
        const labels = this.issues.get(action.issue)?.labels ?? [];
        this.changeIssue(action.issue, { labels: [...new Set([...labels, ...action.labels])] });
        return done({});
      }
      case "status": {
        const { sha, context, state, description } = action;
        this.setCheck(sha, { context, state, description, target_url: "" });
        return done({});
      }
      default:
        return done({});
    }
  }

  /** Writes without searching: what a request does that was given up and carried out late. */
  carryOut(effect: Effect): void {
    const { action } = effect;
    if (action.kind === "comment" && this.#has(action.issue)) this.writeComment(effect, action);
    if (action.kind === "create_issue") this.writeIssue(effect, action);
    if (action.kind === "status") this.apply(effect);
  }

  writeComment(effect: Effect, action: Extract<EffectAction, { kind: "comment" }>): number {
    const payload = { effect: effect.id, root: action.root, hop: action.hop };
    const id = this.say(BOT, action.issue, action.body, { kind: "ours", payload });
    this.written.set(id, effect.id);
    return id;
  }

  writeIssue(effect: Effect, action: Extract<EffectAction, { kind: "create_issue" }>): number {
    const { title, body, labels = [] } = action;
    // Other texts of ours stay out of the mirror's way: they are long, and nobody reads them here.
    const text = labels.length === 0 ? {} : { title, body };
    const number = this.openIssue(BOT, labels, marked(effect.id), text);
    this.written.set(number, effect.id);
    return number;
  }
  /** It stands in the text, whoever closes, labels or edits what we wrote. */
  #markerOf(number: number): MarkerCheck {
    return marked(this.written.get(number));
  }

  #merge(action: Extract<EffectAction, { kind: "merge" }>): Applied {
    const there = this.pulls.get(action.pull_request);
    if (there === undefined) return refused("gone");
    if (there.merged_sha !== null) return done({ merged_sha: there.merged_sha });
    if (there.state === "closed") return refused("gone");
    if (there.head_sha !== action.sha) return refused("head_moved");
    if (this.conflicts.has(action.sha)) return refused("conflict");
    if (this.checks.get(action.sha)?.some(isRedGate) === true) return refused("gates_red");
    this.judge(action);
    return done({ merged_sha: this.merge(there) });
  }
  /** As the brain does it, or a person by hand: nobody asks them anything. */
  merge(there: PullSnapshot): string {
    const merged_sha = this.newSha();
    this.pushed(merged_sha, there.head_branch);
    this.#main.push(merged_sha);
    this.branches.delete(there.head_branch);
    const put = this.putPull({ ...there, state: "closed", merged: true, merged_sha });
    this.merged(put);
    return merged_sha;
  }
  #putIssue(it: IssueSnapshot, marker: MarkerCheck): void {
    const put = { ...it, updated_at: this.now };
    this.issues.set(it.number, put);
    this.#tell(`issue:${it.number}`, issueEvent(put), marker);
  }
  #delivery(what: string, event: ForgeEvent, marker: MarkerCheck): Delivery {
    return { key: `${what}:${this.now}:${contentOf(event)}`, at: this.now, event, marker };
  }
  #tell(what: string, event: ForgeEvent, marker: MarkerCheck, lasting = true): void {
    const delivery = this.#delivery(what, event, marker);
    if (lasting) this.#latest.set(what, delivery);
    this.heard(delivery);
  }
  #has(number: number): boolean {
    return this.issues.has(number) || this.pulls.has(number);
  }
  #id(): number {
    this.#next += 1;
    return this.#next;
  }
}
