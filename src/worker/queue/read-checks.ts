/** Reads the checks of the commits that a project waits for, with the log of what failed where the forge has it. */

import { err, ok, type Result } from "../../core/result.ts";
import { type Check, foreign, isFailed, judgeChecks } from "../../core/review/checks.ts";
import type { ForgeClient, ForgeFailure } from "../../forge/client.ts";
import { type Door, type Env, projectOf, projectStub } from "../environment.ts";
import type { ForgeAccess } from "./forge-call.ts";

/** The most requests that one commit can cost: a page or two of statuses, the runs, their jobs and two logs. */
const DEAREST = 10;
const LOGS = 2;

/** `stopped`: why the rest was not read. */
export async function readChecks(
  env: Env,
  door: Door,
  access: ForgeAccess,
  name: string,
  account: string,
): Promise<ForgeFailure | "out_of_requests" | null> {
  const project = projectOf(door, name);
  if (project === undefined) return null;
  const stub = projectStub(env, name);
  const client = access.client(account);
  for (const sha of await stub.awaitedChecks()) {
    if (access.left < DEAREST) return "out_of_requests";
    const read = await checksOf(client, project.repo, sha, door.config.review_gate);
    if (!read.ok) return read.error;
    await stub.putChecks([{ sha, checks: read.value }]);
  }
  return null;
}

async function checksOf(
  client: ForgeClient,
  repo: string,
  sha: string,
  { context, ci_contexts }: Door["config"]["review_gate"],
): Promise<Result<readonly Check[], ForgeFailure>> {
  const read = await client.statuses(repo, sha);
  if (!read.ok) return read.error.reason === "not_found" ? ok([]) : err(read.error);
  const checks: readonly Check[] = foreign(read.value.statuses, context);
  if (judgeChecks(checks, { own: context, contexts: ci_contexts }).state !== "red") return ok(checks);
  return ok(await withLogs(client, repo, sha, checks));
}

/** A log that cannot be had costs nothing: its check is red all the same. */
async function withLogs(
  client: ForgeClient,
  repo: string,
  sha: string,
  checks: readonly Check[],
): Promise<readonly Check[]> {
  const jobs = await client.failedJobs(repo, sha);
  if (!jobs.ok) return checks;
  let left = LOGS;
  const told: Check[] = [];
  for (const check of checks) {
    const job = jobs.value.find((one) => isFailed(check) && isOf(one, check));
    const log = job === undefined || left === 0 ? null : await client.jobLog(repo, job.id);
    if (log !== null) left -= 1;
    told.push(log?.ok === true ? { ...check, log: log.value } : check);
  }
  return told;
}

/** Gitea names a job's status `<workflow> / <job> (<event>)`, and links it. */
const isOf = (job: { name: string; html_url: string }, check: Check): boolean =>
  (check.target_url !== "" && job.html_url.endsWith(check.target_url)) ||
  check.context === job.name ||
  check.context.includes(` / ${job.name} (`);
