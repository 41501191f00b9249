/** What people call the names that stand in records. */

export const KIND: Readonly<Record<string, string>> = {
  change: "change",
  review: "review",
  verify: "verification",
  check: "check",
  compound: "compound review",
  revert: "revert",
};
/** What a person would call each write. */
export const WRITE: Readonly<Record<string, string>> = {
  comment: "a comment",
  open_pull: "the pull request",
  status: "the commit status",
  review: "the review",
  merge: "the merge",
  close_issue: "the closing of the issue",
  reopen_issue: "the reopening of the issue",
  create_issue: "a new issue",
  edit_issue: "the text of an issue",
  add_dependency: "a dependency",
  add_labels: "labels",
  delete_comment: "the removal of a comment of its own",
};
/** Why a job ended, where its name alone would not say it. */
export const ENDING: Readonly<Record<string, string>> = {
  no_change: "nothing had to change",
  exit_code: "its CLI exited with an error",
  timed_out: "out of time",
  output_limit: "it printed without end",
  memory_limit: "out of memory",
  disk_limit: "it filled its disk",
  malformed_outputs: "its answer could not be read",
  merge_conflict: "it does not merge any more",
  lease_expired: "its runner was lost",
  rate_limited: "its provider refused",
  guard_denied: "the guard refused it",
  spawn_failed: "its CLI could not be started",
  infra: "the machine or the network failed, which counts as no attempt",
  superseded: "it had not begun",
};
/** What was made of something that the forge told. The subject is what was told: a comment, the issue, the pull request. */
export const HEARD: Readonly<Record<string, string>> = {
  own_comment: "came back, and is the factory's own",
  mentions_answered: "asked for somebody",
  answer_to_question: "answered the question",
  approval_by_comment: "said yes or no",
  no_mention: "asked for nobody",
  account_without_marker: "stands under an account of the factory that did not write it, and is left alone",
  duplicate_comment_removed: "stood there twice, and one is taken away",
  comment_deleted: "was deleted",
  issue_deleted: "was deleted",
};
