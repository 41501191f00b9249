/**
 * One event of the forge, from a webhook or a poll, into the mirror and perhaps into work. Returns the named
 * outcome that the ledger keeps. The marker has been verified at the edge; here it is only obeyed.
 */
import type { MarkerPayload } from "../../contract/marker.ts";
import { pullGone } from "../comment/merge-refused.ts";
import type { CommentSnapshot, ForgeEvent, IssueSnapshot, PullSnapshot } from "../event/event.ts";
import { approvalOf } from "../policy/approved.ts";
import { isTrusted } from "../policy/trust.ts";
import type { WorkItem } from "../work/work-item.ts";
import { noteAlertIssue } from "./alerts.ts";
import { answerMentions, noteBefore, reply } from "./answer-mentions.ts";
import { type Changes, Draft } from "./draft.ts";
import { takeMergedByHand } from "./merged-by-hand.ts";
import { cancelItem, park, readHead } from "./phases.ts";
import { waits } from "./request-work.ts";
import { unpark } from "./resume.ts";
import { decidesOn } from "./said-yes.ts";
import type { MirrorIssue, Snapshot } from "./snapshot.ts";
import { onStandingDeleted, onStandingRead } from "./standing-issue.ts";
import { isDouble } from "./undouble.ts";

export type MarkerCheck =
  | { readonly kind: "none" }
  | { readonly kind: "ours"; readonly payload: MarkerPayload }
  | { readonly kind: "forged" };

export interface EventInput {
  /** The semantic key: what makes webhook, replay and poll of one change the same event. */
  readonly key: string;
  readonly event: ForgeEvent;
  readonly marker: MarkerCheck;
  /** Read while the mirror is first filled: what was said before we came is not replayed. */
  readonly history: boolean;
}

export type EventOutcome =
  | "mirrored"
  | "mentions_answered"
  | "own_comment"
  | "duplicate_comment_removed"
  | "answer_to_question"
  | "approval_by_comment"
  | "no_mention"
  | "account_without_marker"
  | "comment_deleted"
  | "issue_deleted"
  | "noted";

export interface EventDecision {
  readonly outcome: EventOutcome;
  readonly changes: Changes;
}

/**
 * A poll shows the present state. Two changes of one second can be delivered in the wrong order, and then the ledger
 * knows the later one already while the mirror shows the earlier: true says that the event has to be taken in once more.
 */
export function showsAnother(snapshot: Snapshot, event: ForgeEvent): boolean {
  if (event.kind === "pull") return isAnother(snapshot.pull(event.pull.number), event.pull, pullFacts);
  if (event.kind !== "issue" || event.action === "deleted") return false;
  return isAnother(snapshot.issue(event.issue.number), event.issue, issueFacts);
}

const issueFacts = (i: IssueSnapshot) => [i.state, i.title, i.body, i.labels];
const pullFacts = (p: PullSnapshot) => [p.state, p.merged];

const isAnother = <T extends { readonly updated_at: number }>(
  known: T | undefined,
  seen: T,
  facts: (one: T) => readonly unknown[],
): boolean =>
  known?.updated_at === seen.updated_at && JSON.stringify(facts(known)) !== JSON.stringify(facts(seen));

export function onEvent(snapshot: Snapshot, input: EventInput): EventDecision {
  const draft = new Draft(snapshot);
  const outcome = decide(draft, input);
  draft.log("event.received", { kind: input.event.kind, outcome, ...about(input.event) });
  return { outcome, changes: draft.changes() };
}

function about(event: ForgeEvent): { issue?: number; by?: string; state?: string } {
  if (event.kind === "issue") return { issue: event.issue.number, state: event.issue.state };
  if (event.kind === "comment") return { issue: event.comment.issue, by: event.comment.author.login };
  if (event.kind === "pull") return { issue: event.pull.number, state: event.pull.state };
  return {};
}

function decide(draft: Draft, input: EventInput): EventOutcome {
  const { event } = input;
  switch (event.kind) {
    case "issue":
      return event.action === "deleted"
        ? onDeleted(draft, event.issue.number)
        : onIssue(draft, event.issue, input);
    case "comment":
      if (event.action === "deleted") return "comment_deleted";
      if (event.issue !== null && !event.issue.is_pull) mirror(draft, beside(draft, event.issue));
      return onComment(draft, event.comment, event.issue, input);
    case "pull": {
      const known = draft.pull(event.pull.number);
      if (isNews(known, event.pull)) draft.putPull(event.pull);
      return onPull(draft, event.pull, input, known?.state === "open");
    }
    case "push":
      return "noted";
  }
}

/** A merge is for ever: what shows the pull request without it was before, though in the same second. */
const isNews = (known: PullSnapshot | undefined, seen: PullSnapshot): boolean =>
  known === undefined || (seen.updated_at >= known.updated_at && (seen.merged || !known.merged));

/** Keeps the newer of what is known and what came: deliveries arrive in any order. */
function mirror(draft: Draft, issue: IssueSnapshot): MirrorIssue {
  const known = draft.issue(issue.number);
  if (known !== undefined && known.updated_at > issue.updated_at) return known;
  const next: MirrorIssue = {
    ...issue,
    blockers: known?.blockers ?? [],
    foreign_blockers: known?.foreign_blockers ?? [],
    blockers_of: known?.blockers_of ?? null,
    opened_at: known?.state === "open" ? known.opened_at : draft.now,
    ...approvalOf(issue, known),
  };
  draft.putIssue(next);
  draft.setMeta({ coordinate_due: true });
  return next;
}

/** A comment carries its issue as it was then: it opens and closes nothing, or a late one would reopen finished work. */
function beside(draft: Draft, issue: IssueSnapshot): IssueSnapshot {
  return { ...issue, state: draft.issue(issue.number)?.state ?? issue.state };
}

function onDeleted(draft: Draft, number: number): EventOutcome {
  draft.removeIssue(number);
  onStandingDeleted(draft, number);
  for (const other of draft.snapshot.issues()) {
    // The forge drops the edges of what is deleted, and touches the other side without a word.
    if (other.number !== number && other.blockers.includes(number))
      draft.putIssue({ ...other, blockers: other.blockers.filter((b) => b !== number) });
  }
  draft.setMeta({ coordinate_due: true });
  const item = draft.items().find((i) => i.subject === "issue" && i.issue === number);
  if (item !== undefined) cancelItem(draft, item, "The issue was deleted.");
  return "issue_deleted";
}

function onIssue(draft: Draft, issue: IssueSnapshot, input: EventInput): EventOutcome {
  const now = mirror(draft, issue);
  if (input.marker.kind === "ours") {
    const { effect } = input.marker.payload;
    noteAlertIssue(draft, effect, issue.number);
    onStandingRead(draft, effect, issue);
    isDouble(draft, effect, { issue: issue.number }, issue.author);
  }
  const item = draft.items().find((i) => i.subject === "issue" && i.issue === issue.number);
  // Our own closing comes back as an event too; then the item is past the point where closing means "stop".
  if (
    now.state === "closed" &&
    item !== undefined &&
    item.phase !== "merging" &&
    item.phase !== "proving" &&
    item.phase !== "reporting"
  ) {
    cancelItem(draft, item, "The issue was closed while work on it was under way.");
    return "mirrored";
  }
  const source = `issue:${issue.id}`;
  if (input.history) noteBefore(draft, { source, text: issue.body });
  if (input.history || input.marker.kind === "ours" || now.state === "closed") return "mirrored";
  const said = answerMentions(draft, {
    source,
    root: input.key,
    text: issue.body,
    author: issue.author,
    number: issue.number,
    title: issue.title,
    is_pull: issue.is_pull,
  });
  return said === "none" ? "mirrored" : "mentions_answered";
}

/** A person's pull request may mention an agent in its body; our own say nothing there. */
function onPull(draft: Draft, pull: PullSnapshot, input: EventInput, was_open: boolean): EventOutcome {
  const { trust } = draft.snapshot;
  const judged = draft.items().find((i) => i.subject === "pull" && i.issue === pull.number);
  if (judged !== undefined && judged.phase !== "reporting" && draft.pull(pull.number)?.state === "closed")
    cancelItem(draft, judged, "The pull request was closed while it was being judged.");
  takeMergedByHand(draft);
  const own = draft.items().find((i) => i.branch === pull.head_branch && i.subject !== "pull");
  if (own !== undefined) onOwn(draft, own, was_open && own.pull_request === pull.number);
  if (input.history || own !== undefined || pull.state === "closed") return "noted";
  if (trust.accounts.has(pull.author.id) && !isTrusted(trust, pull.author)) return "noted";
  const said = answerMentions(draft, {
    source: `pull:${pull.id}`,
    root: input.key,
    text: pull.body,
    author: pull.author,
    number: pull.number,
    title: pull.title,
    is_pull: true,
  });
  return said === "none" ? "noted" : "mentions_answered";
}

/**
 * A person pushed to the branch, and what the gates said is about another head; or closed the pull request, or deleted its branch:
 * the forge would take another one from the next attempt, as if nobody had said no. While it has been asked to write, its answer
 * comes first; in the mode observe work from before is frozen, and nobody would see the question.
 */
function onOwn(draft: Draft, item: WorkItem, closing: boolean): void {
  const known = draft.pull(item.pull_request ?? 0);
  if (known === undefined) return;
  const judging = item.phase === "review" || item.phase === "approved";
  if (known.state === "closed") {
    const at_work = judging || item.phase === "change";
    if (closing && at_work && !known.merged && draft.context.project.mode !== "observe")
      park(draft, item, pullGone(`Pull request #${known.number} was closed without a merge`));
    return;
  }
  if (!judging || known.head_sha === item.head_sha) return;
  draft.log("review.voided", {
    issue: item.issue,
    pull_request: known.number,
    head_sha: known.head_sha,
    reason: `judged was ${item.head_sha}`,
  });
  readHead(draft, item);
}

function onComment(
  draft: Draft,
  comment: CommentSnapshot,
  issue: IssueSnapshot | null,
  input: EventInput,
): EventOutcome {
  if (input.marker.kind === "ours")
    return isDouble(draft, input.marker.payload.effect, { comment: comment.id }, comment.author)
      ? "duplicate_comment_removed"
      : "own_comment";
  if (input.marker.kind === "forged")
    draft.log("marker.forged", { issue: comment.issue, by: comment.author.login });
  if (input.history) return "noted";
  const { trust } = draft.snapshot;
  if (trust.accounts.has(comment.author.id) && !isTrusted(trust, comment.author))
    return "account_without_marker";
  const mirrored = draft.issue(comment.issue);
  const there = draft.itemOn(comment.issue);
  // What a person writes beside the work is news for it: the next attempt is no repetition of the last.
  const item =
    there === undefined || !isTrusted(trust, comment.author)
      ? there
      : draft.putItem({ ...there, heard: (there.heard ?? 0) + 1 });
  if (item !== undefined && isTrusted(trust, comment.author)) {
    if (decidesOn(draft, item, comment.body, comment.author.login)) return "approval_by_comment";
  }
  const said = {
    source: `comment:${comment.id}`,
    root: input.key,
    text: comment.body,
    author: comment.author,
    number: comment.issue,
    title: issue?.title ?? mirrored?.title ?? item?.title ?? `#${comment.issue}`,
    // A poll reads comments without their issue; what is not in the mirror of issues is a pull request.
    is_pull: issue?.is_pull ?? mirrored?.is_pull ?? true,
  };
  if (answerMentions(draft, { ...said, accounts: false }) !== "none") return "mentions_answered";
  if (item?.phase === "parked" && isTrusted(trust, comment.author)) {
    unpark(draft, item, comment.body);
    const { sentence } = waits(draft, item);
    const at = { number: comment.issue, root: input.key };
    if (sentence !== undefined) reply(draft, at, sentence, `reply:comment:${comment.id}`);
    return "answer_to_question";
  }
  return answerMentions(draft, said) === "none" ? "no_mention" : "mentions_answered";
}
