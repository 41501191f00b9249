/** What the git gate may do for one job: the repository it reads, the one branch it may push, and where it may keep a checkpoint. */

import { HELD, isChange, type Job } from "../work/job.ts";
import { checkpointRefOf } from "../work/work-item.ts";
import type { Snapshot } from "./snapshot.ts";

export type GateAnswer =
  | {
      readonly allowed: true;
      readonly repo: string;
      /** The only ref a push may update; null for a job that judges and writes nothing. */
      readonly ref: string | null;
      /** Where it may keep unfinished work, and take it away again; null for the same jobs. */
      readonly checkpoint: string | null;
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
  const item = snapshot.items.find((i) => i.id === job.item);
  // Its agent is being stopped at this moment: what it had may be kept, as long as nobody else works on it.
  const stopping = job.state === "cancelled" && !snapshot.jobs.some((j) => j.item === job.item);
  if (!HELD.has(job.state) && !(stopping && item !== undefined))
    return { allowed: false, reason: `the job has ended: ${job.outcome ?? job.state}` };
  if (item === undefined) return { allowed: false, reason: "the work item has ended" };
  const { project, agents } = snapshot.context;
  const agent = agents.find((a) => a.name === job.agent);
  // A ref is a write too: a job that was out when the project was put into `observe` leaves nothing there.
  const writes = isChange(job.kind) && project.mode !== "observe";
  return {
    allowed: true,
    repo: project.repo,
    ref: writes && !stopping ? `refs/heads/${item.branch}` : null,
    checkpoint: writes ? checkpointRefOf(item.branch) : null,
    account: agent?.account ?? agent?.role ?? "coordinator",
  };
}
