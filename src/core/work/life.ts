/**
 * The life of a work item and of its pull request, as one table: which phase may follow which, and what makes it so. It is the
 * only list; the diagram of `src/README.md` and `docs/pull-requests.md` are held to it, and a move that is not in it throws.
 */
import type { Phase } from "./work-item.ts";

export interface Move {
  readonly from: Phase;
  readonly to: Phase;
  readonly when: string;
}

const moves = (from: Phase, to: Partial<Record<Phase, string>>): Move[] =>
  Object.entries(to).map(([phase, when]) => ({ from, to: phase as Phase, when }));

const CLOSED = { cancelled: "its issue or pull request was closed, or a person cancelled it" };
const BY_HAND = { merging: "a person merged its pull request" };
const ASKS = (why: string) => ({ parked: why });

export const MOVES: readonly Move[] = [
  ...moves("plan", { done: "followed, refused or late" }),
  ...moves("compound", { done: "what it found is known, or why it was skipped" }),
  ...moves("change", {
    delivering: "new commits were pushed",
    verify: "nothing has to change, it says",
    approved: "nothing new in it, and its head had passed every gate",
    ...BY_HAND,
    ...ASKS("a question, or attempts, budget or progress used up"),
    ...CLOSED,
  }),
  ...moves("delivering", {
    review: "the pull request is open: every gate begins, at this head",
    change: "the forge found nothing to open one of",
    ...ASKS("a gate cannot judge, or the forge refused"),
    ...CLOSED,
  }),
  ...moves("review", {
    approved: "every gate is green at this head",
    change: "a gate is red, or it no longer merges: back with all findings",
    delivering: "somebody pushed: what was judged is void",
    reporting: "a person's pull request was judged",
    ...BY_HAND,
    ...ASKS("attempts used up, a gate that does not answer, or a change to what steers agents"),
    ...CLOSED,
  }),
  ...moves("approved", {
    merging: "its turn at the target branch, or a person merged it",
    delivering: "somebody pushed: what was judged is void",
    ...ASKS("a person has to say yes"),
    ...CLOSED,
  }),
  ...moves("merging", {
    proving: "merged and found in the history: the checks run once more, on the target branch",
    done: "merged, found in the history, closed",
    review: "the forge finds a conflict: a runner shows where",
    change: "a check that the branch asks for is red",
    delivering: "the head moved",
    approved: "a person merged another one, which is proved first; or its statuses are written again",
    ...ASKS("the forge refused"),
    ...CLOSED,
  }),
  ...moves("proving", {
    merging: "green there too: the issue is closed",
    done: "red: a revert of its own begins, and the issue stays open",
    ...ASKS("checks that do not end, or attempts used up"),
    ...CLOSED,
  }),
  ...moves("verify", {
    merging: "the same result: the issue is closed; or a person merged its pull request",
    change: "another result",
    ...ASKS("attempts used up"),
    ...CLOSED,
  }),
  ...moves("reporting", { done: "the comments are written", ...ASKS("the forge refused"), ...CLOSED }),
  ...moves("parked", {
    approved: "a person said yes to a merge that had passed every gate",
    change: "a person answered",
    review: "a person answered",
    verify: "a person answered",
    merging: "a person merged it, or answered when only its proof or its closing was left",
    ...CLOSED,
  }),
];

const NEXT = new Map<Phase, ReadonlySet<Phase>>(
  [...new Set(MOVES.map((m) => m.from))].map((from) => [
    from,
    new Set(MOVES.filter((m) => m.from === from).map((m) => m.to)),
  ]),
);

/** An impossible pair is a bug, and the error names both ends. */
export function checkMove(id: string, from: Phase, to: Phase): void {
  if (from === to || NEXT.get(from)?.has(to) === true) return;
  throw new Error(`work item ${id} cannot go from ${from} to ${to}`);
}
