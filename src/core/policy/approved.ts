/**
 * A stranger's issue that somebody of the repository has let in by a label. The forge lets only those set labels who may write
 * there. What counts is the text that they read: one that is changed afterwards is held again, until the label is set anew.
 */
export const APPROVED_LABEL = "adf/approved";

interface Text {
  readonly title: string;
  readonly body: string;
}
export interface Approvable extends Text {
  readonly labels: readonly string[];
  /** The text as it stood when the label was first seen; absent without the label. */
  readonly approved?: Text;
}

const bears = (labels: readonly string[]): boolean =>
  labels.some((label) => label.toLowerCase() === APPROVED_LABEL);

/** What is kept of an approval when the issue is seen again. */
export function approvalOf(issue: Approvable, known: Approvable | undefined): { approved?: Text } {
  if (!bears(issue.labels)) return {};
  const { title, body } = issue;
  return { approved: known?.approved ?? { title, body } };
}

/** `changed`: it was let in with another text than it has now. */
export function approvalState({
  title,
  body,
  labels,
  approved,
}: Approvable): "none" | "changed" | "approved" {
  if (!bears(labels) || approved === undefined) return "none";
  return approved.title === title && approved.body === body ? "approved" : "changed";
}
