/**
 * A stranger's issue that somebody of the repository has let in by a label. The forge lets only those set labels who may write
 * there. What counts is the text that they read, and that has to be shown: it is the text that was known before, where any was, and
 * the forge's list of what happened has the label set at the very moment of the issue's last change. All else is held, until the
 * label is set anew.
 */
export const APPROVED_LABEL = "adf/approved";

interface Text {
  readonly title: string;
  readonly body: string;
}

/** A text that bears the label, as long as it is not shown that the label was set on it. */
export interface Unproven extends Text {
  /** The issue's last change when it was seen so. */
  readonly at: number;
  /** The forge was asked and shows nothing of the kind, or another text was known before. */
  readonly refused?: true;
}

export interface Approvals {
  /** The text that was let in; absent without one. */
  readonly approved?: Text;
  readonly unproven?: Unproven;
}

export interface Approvable extends Text, Approvals {
  readonly labels: readonly string[];
  readonly updated_at: number;
}

export const isApprovedLabel = (label: string): boolean => label.toLowerCase() === APPROVED_LABEL;

const isSame = (a: Text, b: Text): boolean => a.title === b.title && a.body === b.body;

/** What is known of an approval when the issue is seen again. */
export function approvalOf(issue: Approvable, known: Approvable | undefined): Approvals {
  if (!issue.labels.some(isApprovedLabel)) return {};
  const { approved, unproven: before } = known ?? {};
  const kept = approved === undefined ? {} : { approved };
  if (approved !== undefined && isSame(approved, issue)) return kept;
  // A comment that follows the label moves the issue's last change, and says nothing of the text.
  const waits = before !== undefined && before.refused === undefined && isSame(before, issue);
  if (before !== undefined && (waits || (before.at === issue.updated_at && isSame(before, issue))))
    return { ...kept, unproven: before };
  const { title, body, updated_at: at } = issue;
  // The forge counts in seconds: within the one in which the label was set, only a text of before is sure to be the one read.
  const was_there = known === undefined || isSame(known, issue);
  return { ...kept, unproven: { title, body, at, ...(was_there ? {} : { refused: true }) } };
}

/** Since when the forge has to be asked for the label; null where it has not. */
export const proofNeeded = ({ unproven }: Approvals): number | null =>
  unproven === undefined || unproven.refused === true ? null : unproven.at;

/** The forge's answer: `labelled` are the times at which the label was set. `at` is the time for which it was asked. */
function proved({ approved, unproven }: Approvals, at: number, labelled: readonly number[]): Approvals {
  const kept = approved === undefined ? {} : { approved };
  if (unproven === undefined) return kept;
  if (unproven.at !== at || unproven.refused === true) return { ...kept, unproven };
  const { title, body } = unproven;
  return labelled.includes(at)
    ? { approved: { title, body } }
    : { ...kept, unproven: { ...unproven, refused: true } };
}

/** The same for the issue itself. */
export function withProof<I extends Approvals>(issue: I, at: number, labelled: readonly number[]): I {
  const { approved: _approved, unproven: _unproven, ...rest } = issue;
  return { ...rest, ...proved(issue, at, labelled) } as I;
}

/**
 * `unread`: the forge has not been asked yet. `changed`: it was let in with another text than it has now. `unshown`: it cannot be
 * shown with which text.
 */
export type ApprovalState = "none" | "unread" | "unshown" | "changed" | "approved";

export function approvalState(issue: Approvable): ApprovalState {
  const { approved } = issue;
  if (!issue.labels.some(isApprovedLabel)) return "none";
  if (approved !== undefined && isSame(approved, issue)) return "approved";
  if (proofNeeded(issue) !== null) return "unread";
  return approved === undefined ? "unshown" : "changed";
}
