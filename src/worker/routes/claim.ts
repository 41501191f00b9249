/** A runner's claim, brought to the projects that may answer it. */
import type { JobOffer } from "../../contract/runner.ts";
import { fairOrder } from "../../core/scheduling/fair-order.ts";

/** `again`: only the job that this key was given before. */
export type AskProject = (project: string, again: boolean) => Promise<JobOffer | null>;

/**
 * One key gets one job, whichever project gave it: where several may, it is first asked who gave one already. A lost answer
 * would otherwise be made good by another project, and the first job would wait for its lease to end.
 */
export async function claimFrom(
  projects: readonly string[],
  key: string,
  ask: AskProject,
): Promise<JobOffer | null> {
  if (projects.length > 1) {
    const given = await Promise.all(projects.map((name) => ask(name, true)));
    const known = given.find((offer) => offer !== null);
    if (known !== undefined) return known;
  }
  for (const name of fairOrder(projects, key)) {
    const offer = await ask(name, false);
    if (offer !== null) return offer;
  }
  return null;
}
