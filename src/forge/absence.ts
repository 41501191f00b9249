/**
 * Telling "this cannot be" from "the forge is failing". Gitea answers 500 to both when a status or a review names
 * a commit it does not have, when the comments of a missing issue are read or written, when a review's comment stands beside a
 * line that its file does not have, and when a pull request shall be merged that waits for an open issue; Forgejo does where a branch
 * shall be deleted that is gone. Taken for a failing forge, such a write would be tried again for ever, and keep everybody else from the forge.
 */
import * as z from "zod";
import { type ForgeFailure, failure } from "./failure.ts";
import { repoPath, segment, segments } from "./path.ts";
import { type Call, Nothing, type Send } from "./request.ts";
import { listOf } from "./shapes.ts";

/** After a server error one more request asks for the commit; where it is missing the failure is `not_found`. */
export const unlessCommitMissing = (send: Send, repo: string, sha: string, original: ForgeFailure) =>
  ask(
    send,
    original,
    {
      method: "GET",
      path: `${repoPath(repo)}/git/commits/${segment(sha)}`,
      query: { stat: false, verification: false, files: false },
    },
    `${repo} has no commit ${sha}`,
  );

/** The same for an issue or pull request. */
export const unlessIssueMissing = (send: Send, repo: string, number: number, original: ForgeFailure) =>
  ask(
    send,
    original,
    { method: "GET", path: `${repoPath(repo)}/issues/${number}` },
    `${repo} has no issue ${number}`,
  );

/** The same for a branch. */
export const unlessBranchMissing = (send: Send, repo: string, branch: string, original: ForgeFailure) =>
  ask(
    send,
    original,
    { method: "GET", path: `${repoPath(repo)}/branches/${segments(branch)}` },
    `${repo} has no branch ${branch}`,
  );

/** A merge that an open issue holds up is a `precondition`. */
export async function unlessBlocked(
  send: Send,
  repo: string,
  number: number,
  original: ForgeFailure,
): Promise<ForgeFailure> {
  const path = `${repoPath(repo)}/issues/${number}/dependencies`;
  const answer = await send({ method: "GET", path }, Blockers);
  if (!answer.ok) return original;
  const open = answer.value.value.filter(({ state }) => state === "open").map((issue) => `#${issue.number}`);
  return open.length === 0
    ? original
    : failure("precondition", 412, `pull request ${number} of ${repo} waits for ${open.join(", ")}`);
}

const Blockers = listOf(z.object({ number: z.int(), state: z.string() }));

/** A review with comments beside lines, of a commit that is there: `validation`, as of a forge that says so itself. */
export async function unlessLinesMissing(
  send: Send,
  repo: string,
  sha: string,
  original: ForgeFailure,
): Promise<ForgeFailure> {
  const known = await unlessCommitMissing(send, repo, sha, original);
  if (known.reason !== "server_error") return known;
  return failure("validation", known.status, `${known.detail} It may lack a line that a comment is beside.`);
}

async function ask(send: Send, original: ForgeFailure, look: Call, absent: string): Promise<ForgeFailure> {
  if (original.reason !== "server_error") return original;
  const answer = await send(look, Nothing);
  if (answer.ok || answer.error.reason !== "not_found") return original;
  return failure("not_found", 404, absent);
}
