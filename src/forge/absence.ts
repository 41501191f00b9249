/**
 * Telling "it is not there" from "the forge is failing". Gitea answers 500 to both when a status or a review names
 * a commit it does not have, and when the comments of a missing issue are read or written. Taken for a failing
 * forge, such a write would be tried again for ever.
 */
import { type ForgeFailure, failure } from "./failure.ts";
import { repoPath, segment } from "./path.ts";
import { type Call, Nothing, type Send } from "./request.ts";

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

async function ask(send: Send, original: ForgeFailure, look: Call, absent: string): Promise<ForgeFailure> {
  if (original.reason !== "server_error") return original;
  const answer = await send(look, Nothing);
  if (answer.ok || answer.error.reason !== "not_found") return original;
  return failure("not_found", 404, absent);
}
