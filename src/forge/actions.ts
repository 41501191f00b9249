/** What the forge's own CI (Gitea Actions) says of a commit: the jobs that failed, and the ends of their logs. */
import * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { repoPath, segment } from "./path.ts";
import { type Send, Text } from "./request.ts";
import { listOf } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export interface FailedJob {
  readonly id: number;
  readonly name: string;
  readonly html_url: string;
}

const Runs = z.object({ workflow_runs: listOf(z.object({ id: z.int() })) });
const Jobs = z.object({
  jobs: listOf(
    z.object({
      id: z.int(),
      name: z.string(),
      html_url: z.string().nullish(),
      conclusion: z.string().nullish(),
    }),
  ),
});

const RUNS = 5;

export const actionCalls = (send: Send) => ({
  /** Empty on a forge without Actions, where they are switched off, or where none ran on this commit. */
  failedJobs: async (repo: string, sha: string): Promise<Result<readonly FailedJob[], ForgeFailure>> => {
    const query = { head_sha: sha, limit: RUNS };
    const runs = await send({ method: "GET", path: `${repoPath(repo)}/actions/runs`, query }, Runs);
    if (!runs.ok) return unknownHere(runs.error) ? ok([]) : err(runs.error);
    const failed: FailedJob[] = [];
    for (const { id } of runs.value.value.workflow_runs.slice(0, RUNS)) {
      const jobs = await send({ method: "GET", path: `${repoPath(repo)}/actions/runs/${id}/jobs` }, Jobs);
      if (!jobs.ok) return unknownHere(jobs.error) ? ok(failed) : err(jobs.error);
      for (const job of jobs.value.value.jobs)
        if (job.conclusion === "failure")
          failed.push({ id: job.id, name: job.name, html_url: job.html_url ?? "" });
    }
    return ok(failed);
  },

  jobLog: async (repo: string, job: number): Promise<Result<string, ForgeFailure>> =>
    onlyValue(
      await send(
        { method: "GET", path: `${repoPath(repo)}/actions/jobs/${segment(String(job))}/logs` },
        Text,
      ),
    ),
});

const unknownHere = ({ reason }: ForgeFailure): boolean =>
  reason === "not_found" || reason === "forbidden" || reason === "malformed" || reason === "validation";
