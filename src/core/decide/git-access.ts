/** What the git gate may do for one job: the repository it reads, and the one branch it may push. */

import { HELD, type Job } from "../work/job.ts";
import type { Snapshot } from "./snapshot.ts";

export type GateAnswer =
  | {
      readonly allowed: true;
      readonly repo: string;
      /** The only ref a push may update; null for a job that judges and writes nothing. */
      readonly ref: string | null;
      readonly account: string;
    }
  | { readonly allowed: false; readonly reason: string };

export function gateAnswer(
  snapshot: Snapshot,
  job: Job | undefined,
  epoch: number,
  runner: string,
): GateAnswer {
  if (job === undefined || job.runner !== runner) {
    return { allowed: false, reason: "this job is not yours" };
  }
  if (job.epoch !== epoch) return { allowed: false, reason: `the epoch is old: ${epoch}` };
  if (!HELD.has(job.state))
    return { allowed: false, reason: `the job has ended: ${job.outcome ?? job.state}` };
  const item = snapshot.items.find((i) => i.id === job.item);
  if (item === undefined) return { allowed: false, reason: "the work item has ended" };
  const { project, agents } = snapshot.context;
  const agent = agents.find((a) => a.name === job.agent);
  return {
    allowed: true,
    repo: project.repo,
    // A branch is a write too: a job that was out when the project was put into `observe` leaves nothing there.
    ref: job.kind === "change" && project.mode !== "observe" ? `refs/heads/${item.branch}` : null,
    account: agent?.account ?? agent?.role ?? "coordinator",
  };
}
