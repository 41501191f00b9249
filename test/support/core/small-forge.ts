/**
 * The forge of the random walk, as far as the brain can tell: issues, comments and pull requests with one clock. It
 * answers effects as a forge would and keeps the events of every change, to be delivered late, twice or not at all.
 */
import type { MarkerCheck } from "../../../src/core/decide/on-event.ts";
import type { Applied, Effect } from "../../../src/core/effect/effect.ts";
import type { ForgeEvent, IssueSnapshot, Person, PullSnapshot } from "../../../src/core/event/event.ts";
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
} from "./scene.ts";

export interface Delivery {
  readonly key: string;
  readonly event: ForgeEvent;
  readonly marker: MarkerCheck;
}

export class SmallForge {
  now: number;
  readonly issues = new Map<number, IssueSnapshot>();
  readonly pulls = new Map<number, PullSnapshot>();
  /** What each branch points at. */
  readonly branches = new Map<string, string>();
  readonly outbox: Delivery[] = [];
  readonly delivered: Delivery[] = [];
  #next = 1;

  constructor(now: number) {
    this.now = now;
  }

  newId(): number {
    this.#next += 1;
    return this.#next;
  }
  newSha(): string {
    return sha(0x1000 + this.newId());
  }

  openIssue(author: Person, labels: readonly string[], marker: MarkerCheck = { kind: "none" }): number {
    const number = this.newId();
    this.putIssue(issue(number, { author, labels, created_at: this.now, updated_at: this.now }), marker);
    return number;
  }

  changeIssue(number: number, change: Partial<IssueSnapshot>): void {
    const there = this.issues.get(number);
    if (there !== undefined) this.putIssue({ ...there, ...change, updated_at: this.now });
  }

  putIssue(it: IssueSnapshot, marker: MarkerCheck = { kind: "none" }): void {
    this.issues.set(it.number, it);
    this.#tell(`issue:${it.number}`, issueEvent(it), marker);
  }

  deleteIssue(number: number): void {
    const there = this.issues.get(number);
    if (there === undefined) return;
    this.issues.delete(number);
    this.#tell(`issue:${number}`, issueDeleted(there));
  }

  openPull(author: Person, head_branch: string, head_sha: string): PullSnapshot {
    const made = pull(this.newId(), { author, head_branch, head_sha, updated_at: this.now });
    this.branches.set(head_branch, head_sha);
    return this.putPull(made);
  }

  putPull(it: PullSnapshot): PullSnapshot {
    this.pulls.set(it.number, it);
    this.#tell(`pull:${it.number}`, pullEvent(it));
    return it;
  }

  push(branch: string): string {
    const head_sha = this.newSha();
    this.branches.set(branch, head_sha);
    for (const it of this.pulls.values()) {
      if (it.head_branch === branch && it.state === "open")
        this.putPull({ ...it, head_sha, updated_at: this.now });
    }
    return head_sha;
  }

  say(author: Person, on: number, body: string, marker: MarkerCheck = { kind: "none" }): number {
    const id = this.newId();
    const made = comment(id, on, body, { author, created_at: this.now, updated_at: this.now });
    // A poll reads comments without their issue, a webhook with it.
    const there = this.now % 2 === 0 ? (this.issues.get(on) ?? null) : null;
    this.#tell(`comment:${id}`, commentEvent(made, there), marker);
    return id;
  }

  /** What a forge without a bad day answers. */
  answer(effect: Effect): Applied {
    const { action } = effect;
    switch (action.kind) {
      case "comment": {
        const payload = { effect: effect.id, root: action.root, hop: action.hop };
        return done({ comment: this.say(BOT, action.issue, action.body, { kind: "ours", payload }) });
      }
      case "open_pull": {
        const there = [...this.pulls.values()].find(
          (p) => p.head_branch === action.branch && p.state === "open",
        );
        const made =
          there ?? this.openPull(BOT, action.branch, this.branches.get(action.branch) ?? this.newSha());
        return done({ pull_request: made.number, head_sha: made.head_sha });
      }
      case "merge": {
        const there = this.pulls.get(action.pull_request);
        if (there === undefined) throw new Error(`there is no pull request #${action.pull_request} to merge`);
        if (there.merged_sha !== null) return done({ merged_sha: there.merged_sha });
        if (there.state === "closed") return refused("gone");
        if (there.head_sha !== action.sha) return refused("head_moved");
        const merged_sha = this.newSha();
        this.putPull({ ...there, state: "closed", merged: true, merged_sha, updated_at: this.now });
        return done({ merged_sha });
      }
      case "close_issue":
        if (!this.issues.has(action.issue)) return refused("gone");
        this.changeIssue(action.issue, { state: "closed" });
        return done({ updated_at: this.now });
      case "create_issue": {
        const payload = { effect: effect.id, root: "", hop: 0 };
        return done({ issue: this.openIssue(BOT, [], { kind: "ours", payload }) });
      }
      case "review":
        return done({ review: this.newId() });
      default:
        return done({});
    }
  }

  #tell(what: string, event: ForgeEvent, marker: MarkerCheck = { kind: "none" }): void {
    this.outbox.push({ key: `${what}:${this.newId()}`, event, marker });
  }
}

const done = (result: Extract<Applied, { status: "done" }>["result"]): Applied => ({
  status: "done",
  result,
});
export const refused = (reason: Extract<Applied, { status: "refused" }>["reason"]): Applied => ({
  status: "refused",
  reason,
  error: `the forge says ${reason}`,
});
