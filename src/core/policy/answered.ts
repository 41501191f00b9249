/** An issue that somebody else's pull request answers already: by the words with which the forge closes issues. */
import type { PullSnapshot } from "../event/event.ts";

const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+))?#(\d+)\b/gi;

/** Of this repository alone: a number of another says nothing of ours. */
export function answersOf(
  { title, body }: Pick<PullSnapshot, "title" | "body">,
  repo: string,
): ReadonlySet<number> {
  const named = [...`${title}\n${body}`.matchAll(CLOSES)];
  const ours = named.filter(([, of]) => of === undefined || of.toLowerCase() === repo.toLowerCase());
  return new Set(ours.map(([, , number]) => Number(number)));
}

/** An open one, or one that was merged after the issue was opened: the last time, where it was opened again. */
export const answeredBy = (
  issue: { readonly number: number; readonly opened_at: number },
  pulls: readonly PullSnapshot[],
  repo: string,
): PullSnapshot | undefined =>
  pulls.find(
    (pull) =>
      (pull.state === "open" || (pull.merged && pull.updated_at > issue.opened_at)) &&
      answersOf(pull, repo).has(issue.number),
  );
