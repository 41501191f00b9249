/** The periodic pass over a project: claims a due firing of its schedule once, by its cursor. */
import { firingsBetween } from "../scheduling/firing.ts";
import { clearPassed } from "./alerts.ts";
import { compoundTick } from "./compound.ts";
import { type Changes, Draft } from "./draft.ts";
import { handOver } from "./hand-over.ts";
import { letMerge } from "./merge-turn.ts";
import { takeMergedByHand } from "./merged-by-hand.ts";
import { type Fleet, tellOldRunners } from "./old-runners.ts";
import { endWaits } from "./on-checks.ts";
import type { Snapshot } from "./snapshot.ts";

export type TickCause = "tick" | "schedule" | "start" | "asked";

/** `fleet`: given to one project of a deployment, which tells of its runners. */
export function onTick(snapshot: Snapshot, cause: TickCause, fleet: Fleet | null = null): Changes {
  const draft = new Draft(snapshot);
  const { project } = draft.context;
  if (fleet !== null) tellOldRunners(draft, fleet);
  const { schedule_cursor } = draft.meta;
  clearPassed(draft);
  endWaits(draft);
  takeMergedByHand(draft);
  handOver(draft);
  letMerge(draft);
  compoundTick(draft);
  if (schedule_cursor === 0) {
    // The first tick of all: nothing before now was ours to run.
    draft.setMeta({ schedule_cursor: draft.now, coordinate_due: true });
    return draft.changes();
  }
  const firing = firingsBetween(project.schedule, project.timezone, schedule_cursor, draft.now);
  if (firing.due) {
    draft.setMeta({ schedule_cursor: firing.scheduled_ms, coordinate_due: true });
    draft.log("schedule.fired", { scheduled_ms: firing.scheduled_ms, missed: firing.missed, cause });
  } else if (cause !== "tick") {
    draft.setMeta({ coordinate_due: true });
  }
  if (cause === "asked") draft.setMeta({ asked: true });
  return draft.changes();
}
