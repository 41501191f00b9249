/** A runner says that it holds its job and begins: the job runs. Null when it does not hold it. */
import { moveJob } from "../work/job.ts";
import { type Changes, Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

export function onStart(
  snapshot: Snapshot,
  job_id: string,
  epoch: number,
  runner: string,
): { readonly agent: string; readonly changes: Changes } | null {
  const draft = new Draft(snapshot);
  const job = draft.job(job_id);
  if (job === undefined || job.epoch !== epoch || job.runner !== runner) return null;
  if (job.state === "running") return { agent: job.agent, changes: draft.changes() };
  if (job.state !== "leased") return null;
  draft.putJob(moveJob(job, "running"));
  const issue = draft.item(job.item)?.issue;
  draft.log("job.running", {
    job: job.id,
    agent: job.agent,
    epoch,
    runner,
    kind: job.kind,
    attempt: job.attempt,
    ...(issue === undefined ? {} : { issue }),
  });
  return { agent: job.agent, changes: draft.changes() };
}
