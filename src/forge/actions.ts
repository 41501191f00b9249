/** What the forge's own CI (Gitea Actions) says of a commit: the jobs that failed, and the ends of their logs. */
import * as z from "zod";
import { err, ok, type Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { PAGE_LIMIT } from "./paging.ts";
import { repoPath, segment } from "./path.ts";
import { type Send, Text } from "./request.ts";
import { listOf } from "./shapes.ts";
import { onlyValue } from "./value.ts";

export interface FailedJob {
  readonly id: number;
  readonly name: string;
  readonly html_url: string;
  /** The first step of it that failed, and the second in which it ended, in ms; null where the forge does not tell. */
  readonly step: string | null;
  readonly failed_at: number | null;
}

const Step = z.object({
  name: z.string(),
  conclusion: z.string().nullish(),
  completed_at: z.string().nullish(),
});

const Runs = z.object({ workflow_runs: listOf(z.object({ id: z.int() })) });
const Jobs = z.object({
  /** Where the forge does not count them, what it answers is taken for all of them. */
  total_count: z.int().optional(),
  jobs: listOf(
    z.object({
      id: z.int(),
      name: z.string(),
      html_url: z.string().nullish(),
      conclusion: z.string().nullish(),
      steps: listOf(Step).optional(),
    }),
  ),
});

const RUNS = 5;
/** Of all runs together: 400 jobs, where the forge gives out 50 at once. */
export const JOB_PAGES = 8;
/** Of a log that may be of any length. */
const END_BYTES = 64 * 1024;
/** How a job ends that its status shows as failed: one that was stopped too. */
const FAILED: ReadonlySet<string> = new Set(["failure", "cancelled", "timed_out"]);

export const actionCalls = (send: Send) => ({
  /** Empty on a forge without Actions, where they are switched off, or where none ran on this commit. */
  failedJobs: async (repo: string, sha: string): Promise<Result<readonly FailedJob[], ForgeFailure>> => {
    const path = `${repoPath(repo)}/actions/runs`;
    const runs = await send({ method: "GET", path, query: { head_sha: sha, limit: RUNS } }, Runs);
    if (!runs.ok) return unknownHere(runs.error) ? ok([]) : err(runs.error);
    const failed: FailedJob[] = [];
    let left = JOB_PAGES;
    for (const { id } of runs.value.value.workflow_runs.slice(0, RUNS)) {
      for (let page = 1, seen = 0, more = true; more && left > 0; page++, left--) {
        const query = { page, limit: PAGE_LIMIT };
        const read = await send({ method: "GET", path: `${path}/${id}/jobs`, query }, Jobs);
        if (!read.ok) return unknownHere(read.error) ? ok(failed) : err(read.error);
        const { jobs, total_count = 0 } = read.value.value;
        seen += jobs.length;
        more = jobs.length > 0 && seen < total_count;
        for (const job of jobs)
          if (FAILED.has(job.conclusion ?? ""))
            failed.push({ id: job.id, name: job.name, html_url: job.html_url ?? "", ...brokenAt(job.steps) });
      }
    }
    return ok(failed);
  },

  /** The end of it; all of it from a forge that does not give out parts. */
  jobLog: async (repo: string, job: number): Promise<Result<string, ForgeFailure>> =>
    onlyValue(
      await send(
        {
          method: "GET",
          path: `${repoPath(repo)}/actions/jobs/${segment(String(job))}/logs`,
          headers: { range: `bytes=-${END_BYTES}` },
        },
        Text,
      ),
    ),
});

function brokenAt(steps: readonly z.output<typeof Step>[] = []): Pick<FailedJob, "step" | "failed_at"> {
  const step = steps.find(({ conclusion }) => FAILED.has(conclusion ?? ""));
  const at = Date.parse(step?.completed_at ?? "");
  return { step: step?.name ?? null, failed_at: at > 0 ? at : null };
}

/** A token that may not look is no forge without Actions. */
const unknownHere = ({ reason }: ForgeFailure): boolean =>
  reason === "not_found" || reason === "malformed" || reason === "validation";
