/** Jobs that wait on purpose: their agent was switched off or taken out, and a person decides what becomes of them. */

import type { AgentConfig } from "../../contract/config.ts";
import { adf } from "../comment/command.ts";
import type { Job } from "../work/job.ts";
import { NO_ISSUE } from "../work/work-item.ts";
import { workerOf } from "./house.ts";
import type { Snapshot } from "./snapshot.ts";

/** Why nobody takes a job that waits, and what lets it go; null where somebody may. */
export function offDuty(agents: readonly AgentConfig[], job: Job, issue: number): string | null {
  if (job.state !== "queued") return null;
  const agent = workerOf(agents, job);
  if (agent?.enabled === true) return null;
  const [what, mend] =
    agent === undefined
      ? ["no longer in the configuration", "put it back"]
      : ["switched off", "set enabled = true for it"];
  return `its agent \`${job.agent}\` is ${what}; ${mend} and deploy, or ${adf(`cancel ${issue}`)}`;
}

/** The issues whose work waits so, each once. */
export function idleByChoice({ context, items, jobs }: Snapshot) {
  return items.flatMap(({ id, issue, title }) => {
    const own = jobs.filter((job) => job.item === id);
    const why = own.flatMap((job) => offDuty(context.agents, job, issue) ?? [])[0];
    return why === undefined || issue === NO_ISSUE ? [] : [{ issue, title, why }];
  });
}
