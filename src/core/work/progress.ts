/**
 * What an attempt can move, read before and after it: the same twice means that nothing came of it, whatever its exit code
 * said. Taken from the work item, which knows what the forge and the gates have confirmed.
 */
import type { WorkItem } from "./work-item.ts";

export interface Progress {
  readonly head_sha: string | null;
  /** Absent where nothing was kept of a stopped attempt. */
  readonly checkpoint_sha?: string | undefined;
  readonly pull_request: number | null;
  /** The last verdict with the head that it judged. */
  readonly gate: string | null;
  /** Comments that people who are trusted have written since the work began. */
  readonly heard: number;
}

export const progressOf = (item: WorkItem): Progress => ({
  head_sha: item.head_sha,
  ...(item.checkpoint_sha === undefined ? {} : { checkpoint_sha: item.checkpoint_sha }),
  pull_request: item.pull_request,
  gate: item.judged === undefined ? null : `${item.judged.passed ? "pass" : "fail"} ${item.judged.sha}`,
  heard: item.heard ?? 0,
});

export const isSame = (a: Progress, b: Progress): boolean =>
  a.head_sha === b.head_sha &&
  a.checkpoint_sha === b.checkpoint_sha &&
  a.pull_request === b.pull_request &&
  a.gate === b.gate &&
  a.heard === b.heard;

/** Its pull request is open and passed at the very head that stands there: nobody has to ask about that. */
export const isGreen = ({ subject, pull_request, head_sha, judged }: WorkItem): boolean =>
  subject === "issue" && pull_request !== null && judged?.passed === true && judged.sha === head_sha;

/**
 * The work of an issue that no gate has judged, in words; null where there is none. It is never delivered when the work stops:
 * a pull request would ask for a merge. It is named instead, and the next attempt begins with it.
 */
export function unjudged(item: WorkItem): string | null {
  const { subject, branch, head_sha, pull_request, judged, checkpoint_sha } = item;
  if (subject !== "issue") return null;
  if (head_sha === null || judged?.sha === head_sha)
    return checkpoint_sha === undefined
      ? null
      : `What a stopped attempt had done is kept at ${checkpoint_sha.slice(0, 12)}. No gate has seen it.`;
  const at = head_sha.slice(0, 12);
  return pull_request === null
    ? `The attempts left commits on the branch \`${branch}\` (${at}). No gate has seen them, so I opened no pull request.`
    : `Pull request #${pull_request} stands at ${at} now, which not every gate has judged.`;
}
