/** The periodic pass over a project: claims a due firing of its schedule once, by its cursor. */
import { firingsBetween } from "../scheduling/firing.ts";
import { clearPassed } from "./alerts.ts";
import { type Changes, Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

export type TickCause = "tick" | "schedule" | "start" | "asked";

export function onTick(snapshot: Snapshot, cause: TickCause): Changes {
  const draft = new Draft(snapshot);
  const { project } = draft.context;
  const { schedule_cursor } = draft.meta;
  clearPassed(draft);
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
