/** What a closed issue looks like on the forge: the same claims for the embedded one and for a real one. */
import { expect } from "vitest";
import type { WorkItemView } from "../../../src/contract/state.ts";
import type { Json, Looker } from "./forge.ts";

export interface Logins {
  readonly coordinator: string;
  readonly developer: string;
  readonly reviewer: string;
}

const MARKER = /<!-- adf:1 [^\n]+ -->\s*$/;

/** An issue whose first change was sent back and whose second was merged. */
export async function checkClosedIssue(forge: Looker, item: WorkItemView, by: Logins): Promise<void> {
  const at = item.pull_request;
  const on = await forge.get(`/issues/${item.issue}`);
  expect(on.state).toBe("closed");

  const said = ownWords(await forge.comments(item.issue));
  expect(said).toEqual([
    [by.coordinator, expect.stringMatching(/^@adf:developer please pick up issue #/)],
    [by.coordinator, expect.stringContaining(`Merged as ${item.merged_sha}`)],
  ]);
  const discussed = ownWords(await forge.comments(at ?? 0));
  expect(discussed).toEqual([
    [by.coordinator, expect.stringMatching(/^@adf:reviewer please review/)],
    [by.coordinator, expect.stringMatching(/^@adf:developer this goes back to you/)],
    [by.coordinator, expect.stringMatching(/^@adf:reviewer please review/)],
  ]);

  const pulls = (await forge.list("/pulls?state=all")).filter(
    (p: Json) => p.number === at || p.body.includes(`For #${item.issue}.`),
  );
  expect(pulls).toHaveLength(1);
  const [pull] = pulls;
  expect(pull).toMatchObject({ merged: true, title: `A note for issue ${item.issue}` });
  expect(pull.user.login).toBe(by.developer);
  // Gitea names who merged in the single view only.
  expect((await forge.get(`/pulls/${at}`)).merged_by.login).toBe(by.coordinator);

  const reviews = (await forge.get(`/pulls/${at}/reviews`)).filter((r: Json) => r.body !== "");
  expect(reviews.map((r: Json) => [r.user.login, r.state])).toEqual([
    [by.reviewer, "REQUEST_CHANGES"],
    [by.reviewer, "APPROVED"],
  ]);
  for (const review of reviews) expect(review.body).toMatch(MARKER);
  expect(reviews[1].commit_id).toBe(pull.head.sha);
  expect(reviews[0].commit_id).not.toBe(pull.head.sha);

  for (const [review, state] of [
    [reviews[0], "failure"],
    [reviews[1], "success"],
  ]) {
    const statuses: Json[] = await forge.get(`/commits/${review.commit_id}/statuses`);
    expect(statuses.map((s) => [s.context, s.status, s.creator.login])).toEqual([
      ["adf/review", state, by.reviewer],
    ]);
  }
}

/** Author and text of our comments, each of which must carry its marker. */
function ownWords(comments: readonly Json[]): [string, string][] {
  for (const comment of comments) expect(comment.body).toMatch(MARKER);
  return comments.map((c) => [c.user.login, c.body]);
}
