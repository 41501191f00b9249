/** The checks of a commit as the forge shows them, with the logs of what its own CI saw fail. */
import { err, ok, type Result } from "../core/result.ts";
import {
  type Check,
  type CheckLog,
  foreign,
  isFailed,
  judgeChecks,
  type WantedChecks,
} from "../core/review/checks.ts";
import type { FailedJob } from "./actions.ts";
import type { ForgeClient, ForgeFailure } from "./client.ts";

const LOGS = 2;

/** A commit that the forge does not have yet has none. */
export async function checksOf(
  client: ForgeClient,
  repo: string,
  sha: string,
  wanted: WantedChecks,
): Promise<Result<readonly Check[], ForgeFailure>> {
  const read = await client.statuses(repo, sha);
  if (!read.ok) return read.error.reason === "not_found" ? ok([]) : err(read.error);
  const checks: readonly Check[] = foreign(read.value.statuses, wanted.own);
  if (judgeChecks(checks, wanted).state !== "red") return ok(checks);
  return ok(await withLogs(client, repo, sha, checks));
}

/** A log that cannot be had costs nothing: its check is red all the same, and says why there is none. */
async function withLogs(
  client: ForgeClient,
  repo: string,
  sha: string,
  checks: readonly Check[],
): Promise<readonly Check[]> {
  const jobs = await client.failedJobs(repo, sha);
  let left = LOGS;
  const told: Check[] = [];
  for (const check of checks) {
    if (!isFailed(check)) {
      told.push(check);
      continue;
    }
    const job = jobs.ok ? jobOf(jobs.value, check) : undefined;
    const read = job !== undefined && left > 0 ? await client.jobLog(repo, job.id) : null;
    if (read !== null) left -= 1;
    // Gitea's own links have no host: whoever reads one elsewhere could not follow it.
    const target_url = job?.html_url || check.target_url;
    told.push({ ...check, target_url, log: logOf(jobs, job, read) });
  }
  return told;
}

function logOf(
  jobs: Result<readonly FailedJob[], ForgeFailure>,
  job: FailedJob | undefined,
  read: Result<string, ForgeFailure> | null,
): CheckLog {
  if (!jobs.ok) return { unread: `the forge does not show its runs: ${jobs.error.detail}.` };
  if (job === undefined) return { unread: "it ran somewhere else, or not among the first jobs here." };
  if (read === null) return { unread: `of one commit only ${LOGS} logs are read.` };
  if (!read.ok) return { unread: `the forge does not give it out: ${read.error.detail}.` };
  return { text: read.value, failed_at: job.failed_at, step: job.step };
}

/**
 * Gitea links a job from its status, and names that `<workflow> / <job> (<event>)`: only the link tells jobs of one name apart,
 * which a push and a pull request both have.
 */
const jobOf = (jobs: readonly FailedJob[], { context, target_url }: Check): FailedJob | undefined =>
  (target_url === "" ? undefined : jobs.find((job) => job.html_url.endsWith(target_url))) ??
  jobs.find(({ name }) => context === name || context.includes(` / ${name} (`));
