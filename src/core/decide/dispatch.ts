/** What the one door is asked about a job, and what follows when it stays shut. */
import type { AgentConfig } from "../../contract/config.ts";
import type { Grant } from "../factory/grant.ts";
import type { DispatchQuestion } from "../policy/can-dispatch.ts";
import { isQuarantined } from "../policy/quarantine.ts";
import { type Cap, explainCap } from "../spend/caps.ts";
import type { Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { skipGroup } from "./compound-groups.ts";
import type { Draft } from "./draft.ts";
import { cancelJob, park } from "./phases.ts";
import { endPlan } from "./plan.ts";
import { tellBroken } from "./spending.ts";

/** All that the door looks at, but for the money, which depends on the route. */
export function doorOf(
  draft: Draft,
  item: WorkItem,
  agent: AgentConfig | undefined,
  runner: string | null,
  grant: Grant,
): Omit<DispatchQuestion, "caps" | "reserve_usd" | "lacks_layer"> {
  const { config, project } = draft.context;
  return {
    factory_enabled: config.factory.enabled,
    project,
    stops: draft.meta.stops,
    runner,
    agent,
    item,
    slots_taken: agent === undefined ? 0 : draft.heldBy(agent.name).length,
    max_hops: config.mentions.max_hops,
    breaker: draft.meta.breaker,
    breaker_limits: config.limits,
    grant,
    quarantined: isQuarantined(
      draft.meta.quarantine[agent?.name ?? ""],
      config.limits.breaker_half_open_secs,
      draft.now,
    ),
    now: draft.now,
  };
}

/** Other refusals pass, and the job waits. A budget that is used up is told; a work item's own asks a person. */
export function onBroken(draft: Draft, job: Job, item: WorkItem, broken: Cap | null): void {
  if (broken === null) return;
  if (broken.refusal !== "item_budget") return tellBroken(draft, broken);
  cancelJob(draft, job, "The budget of the work item is used up.");
  if (job.kind === "plan") {
    endPlan(draft, item.id, "failed", explainCap(broken));
    draft.setMeta({ coordinate_due: true });
    return;
  }
  if (job.kind === "compound") return skipGroup(draft, item.id, explainCap(broken));
  park(
    draft,
    { ...item, parked_from: job.kind },
    `Its budget is used up: ${explainCap(broken)}. Shall I go on? With your answer it gets the same amount once more.`,
  );
}
