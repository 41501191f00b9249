/** What a person has stopped in every project at once. Each project keeps it too; kept here for those that come later. */
import type { Said } from "../control/said.ts";
import type { Stop } from "../control/stop.ts";
import type { Shared } from "./shared.ts";

/** Agents are a project's own: what is said of one concerns nobody who is not there yet. */
export function afterSaid(shared: Shared, { verb, target, by, why }: Said, now: number): Shared {
  if (target.kind !== "everything" && target.kind !== "runner") return shared;
  if (verb === "cancel") return shared;
  const name = target.kind === "runner" ? target.name : "";
  const others = shared.stops.filter((stop) => stop.scope !== target.kind || stop.name !== name);
  if (verb === "resume") return { ...shared, stops: others };
  const put: Stop = { scope: target.kind, name, verb, by, why, since: now };
  return { ...shared, stops: [...others, put] };
}
