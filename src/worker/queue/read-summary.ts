/** Reads where the repository's summary stands: merged, offered in an open pull request, or nowhere. Three requests at most. */
import { cutAt } from "../../core/comment/quiet.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { testsIn } from "../../core/review/commands.ts";
import {
  type RepositorySummary,
  SUMMARY_BRANCH,
  SUMMARY_LIMIT,
  SUMMARY_PATH,
} from "../../core/summary/offered.ts";
import { type ForgeClient, type ForgeFailure, isTransient } from "../../forge/client.ts";

/** What cannot be had for good counts as not there: a factory works without a summary. */
export async function readSummary(
  client: ForgeClient,
  repo: string,
  base: string,
): Promise<Result<RepositorySummary, ForgeFailure>> {
  const merged = await client.fileText(repo, SUMMARY_PATH, base);
  if (merged.ok) return ok({ state: "merged", tests: testsIn(merged.value.text) });
  if (isTransient(merged.error)) return err(merged.error);
  const pull = await client.pullByHead(repo, base, SUMMARY_BRANCH);
  if (!pull.ok) return isTransient(pull.error) ? err(pull.error) : NONE;
  if (pull.value.state !== "open") return NONE;
  const offered = await client.fileText(repo, SUMMARY_PATH, SUMMARY_BRANCH);
  if (!offered.ok) return isTransient(offered.error) ? err(offered.error) : NONE;
  const text = cutAt(offered.value.text, SUMMARY_LIMIT);
  return ok({ state: "offered", pull_request: pull.value.number, text });
}

const NONE: Result<RepositorySummary, ForgeFailure> = ok({ state: "none" });
