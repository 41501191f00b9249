/** Where an attempt begins: on the branch of the last one, with what was kept of it, or anew. */
import type { ProjectConfig } from "../../contract/config.ts";
import type { JobOffer } from "../../contract/runner.ts";
import { isConflict } from "../review/conflict.ts";
import type { Job } from "../work/job.ts";
import { checkpointRefOf, type WorkItem } from "../work/work-item.ts";

/** After a conflict the branch is begun anew from the base; otherwise the next attempt builds on the last. */
export const startOf = (item: WorkItem): "base" | "branch" =>
  item.findings.some(isConflict) ? "base" : "branch";

/** After a conflict what was kept is as old as the branch. */
export function checkpointOf(
  { kind }: Job,
  item: WorkItem,
  mode: ProjectConfig["mode"],
): Pick<JobOffer["checkout"], "checkpoint_ref" | "checkpoint_sha"> {
  if (kind !== "change" || mode === "observe") return { checkpoint_ref: null, checkpoint_sha: null };
  const checkpoint_sha = startOf(item) === "base" ? null : (item.checkpoint_sha ?? null);
  return { checkpoint_ref: checkpointRefOf(item.branch), checkpoint_sha };
}

/** For the journal: of a further attempt, as far as there is something to go on from. */
export function goesOnFrom({ kind, attempt }: Job, item: WorkItem): { goes_on_from?: "base" | "branch" } {
  if (kind !== "change" || attempt === 1) return {};
  const from = startOf(item);
  const left = item.head_sha !== null || (item.checkpoint_sha ?? null) !== null;
  return from === "base" || left ? { goes_on_from: from } : {};
}
