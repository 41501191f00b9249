/** What people are told of a runner that is there and cannot do its work. Pure. */
import type { Unproven } from "../../contract/canary.ts";
import { MACHINE_FACTS, type Machine } from "../../contract/machine.ts";
import type { Condition } from "./conditions.ts";

/** A runner that was not heard for so long is told of elsewhere, and what it said with it. */
const THERE_MS = 3_600_000;

export interface RunnerSaid {
  readonly name: string;
  /** When it was last heard. */
  readonly seen: number;
  readonly unproven: readonly Unproven[];
  readonly machine: Machine | null;
}

export function runnerConditions(said: RunnerSaid, now: number): Condition[] {
  return said.seen < now - THERE_MS ? [] : [...unproven(said), ...machine(said)];
}

/** Agent CLIs that did not ask the guard when they were tried. */
const unproven = ({ name, unproven }: RunnerSaid): Condition[] =>
  unproven.map(({ id, why }) => ({
    key: `canary:${name}/${id}`,
    title: `${id} takes no jobs on the runner ${name}: its guard did not answer`,
    body: `The runner tries each agent CLI with a harmless command that the guard refuses, before it gives it work. ${id}: ${why}.`,
    level: "critical",
  }));

/** The first that is wrong stops all work there; CLIs without a proof are told of one by one. */
function machine({ name, unproven, machine }: RunnerSaid): Condition[] {
  const wrong = MACHINE_FACTS.find((fact) => (machine?.[fact].fix ?? null) !== null);
  if (machine === null || wrong === undefined || (wrong === "clis" && unproven.length > 0)) return [];
  const { fact, fix } = machine[wrong];
  const body = `The runner looks at its machine before it takes work: ${fact}. Fix: ${fix}. It goes on by itself when that is mended.`;
  return [{ key: `machine:${name}/${wrong}`, title: `The runner ${name} takes no jobs: ${wrong}`, body }];
}
