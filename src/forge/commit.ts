/** Telling an unknown commit from a failing forge: Gitea answers 500 to both when a status or review names one. */
import { type ForgeFailure, failure } from "./failure.ts";
import { repoPath, segment } from "./path.ts";
import { Nothing, type Send } from "./request.ts";

/**
 * The failure to report for a write that named `sha`. After a server error one more request asks whether the commit
 * exists; if it does not, the answer is `not_found`, so that nobody retries what can never succeed.
 */
export async function blame(
  send: Send,
  repo: string,
  sha: string,
  original: ForgeFailure,
): Promise<ForgeFailure> {
  if (original.reason !== "server_error") return original;
  const path = `${repoPath(repo)}/git/commits/${segment(sha)}`;
  const query = { stat: false, verification: false, files: false };
  const commit = await send({ method: "GET", path, query }, Nothing);
  if (commit.ok || commit.error.reason !== "not_found") return original;
  return failure("not_found", 404, `${repo} has no commit ${sha}`);
}
