/**
 * Jobs in the queue of an agent that the configuration does not name any more: nobody would ever take them, and nobody would say
 * so. Another does them, or a person is asked. One that is only switched off keeps its jobs until it is switched on again.
 */
import type { Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { isHouse } from "./house.ts";
import { cancelJob, park, queueJob, readHead } from "./phases.ts";
import { anyDeveloperFor } from "./staff.ts";

export function handOver(draft: Draft): void {
  const { agents, project } = draft.context;
  // Work from before is frozen there.
  if (project.mode === "observe") return;
  for (const job of draft.liveJobs()) {
    const item = draft.item(job.item);
    // An answer that comes late is given up by itself.
    if (job.state !== "queued" || job.late_at !== undefined || isHouse(job) || item === undefined) continue;
    if (draft.isLive(job) && !agents.some((a) => a.name === job.agent)) give(draft, item, job);
  }
}

function give(draft: Draft, item: WorkItem, job: Job): void {
  const why = `\`${job.agent}\` is no agent of this project any more.`;
  // Which gates there are now is asked when the head is read.
  if (job.kind === "review" && item.subject !== "pull") return readHead(draft, item, why);
  const issue = draft.issue(item.issue);
  const other =
    job.kind === "change" && issue !== undefined ? anyDeveloperFor(draft, issue)?.agent.name : undefined;
  if (other === undefined)
    return park(
      draft,
      { ...item, parked_from: job.kind },
      `${why} Who should do this? Name an agent in the configuration, deploy, and answer here.`,
    );
  cancelJob(draft, job, why);
  draft.log("item.handed_over", { issue: item.issue, agent: other, reason: why });
  queueJob(draft, { ...item, agent: other }, "change", other);
}
