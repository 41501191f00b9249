/** An agent CLI that did not ask the guard when its runner tried it: what people are told. Pure. */
import type { Unproven } from "../../contract/canary.ts";
import type { Condition } from "./conditions.ts";

/** A runner that was not heard for so long is told of elsewhere, and its CLIs with it. */
const THERE_MS = 3_600_000;

/** `seen`: when the runner was last heard. */
export function unprovenConditions(
  runner: string,
  clis: readonly Unproven[],
  seen: number,
  now: number,
): Condition[] {
  if (seen < now - THERE_MS) return [];
  return clis.map(({ id, why }) => ({
    key: `canary:${runner}/${id}`,
    title: `${id} takes no jobs on the runner ${runner}: its guard did not answer`,
    body: `The runner tries each agent CLI with a harmless command that the guard refuses, before it gives it work. ${id}: ${why}.`,
    level: "critical",
  }));
}
