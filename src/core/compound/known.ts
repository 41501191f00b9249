/** Whether an open issue speaks of a finding already, whoever wrote it. */
import { isSame, type Place } from "./fingerprint.ts";

/** A place in the code as people and we write it: `src/list.ts` or `src/list.ts:12`. */
const NAMED = /`([^`\s:]+)(?::(\d+))?(?:[-:]\d+)?`/g;

export interface OpenIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
}

/** Every place that an issue names, with its title; the title alone where it names none. */
export function placesOf({ title, body }: OpenIssue): readonly Place[] {
  const named = [...body.matchAll(NAMED)].map(
    ([, file, line]): Place => ({
      title,
      file,
      ...(line === undefined ? {} : { line: Number(line) }),
    }),
  );
  return [...named, { title }];
}

/** The issue with the lowest number that is about it; null when there is none. */
export function issueAbout(finding: Place, issues: readonly OpenIssue[]): number | null {
  const about = issues.filter((issue) => placesOf(issue).some((place) => isSame(finding, place)));
  return about.length === 0 ? null : Math.min(...about.map(({ number }) => number));
}
