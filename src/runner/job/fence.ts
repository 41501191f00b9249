/** An agent CLI that is ready to be started and watched by the guard: a job's, a probe's, and the canary's that proves it. */
import { ok, type Result } from "../../core/result.ts";
import type { PlanProblem } from "../agents/adapter.ts";
import { type AgentTask, type PreparedAgent, prepareAgent } from "../agents/prepare.ts";
import { adapterOf } from "../agents/registry.ts";
import type { Guard, GuardedJob, WatchOrder } from "../guard/guard.ts";

export interface Fenced {
  readonly guarded: GuardedJob;
  readonly prepared: PreparedAgent;
}

/** Whoever gets it closes the guard's watch when the agent has ended. */
export function fence(
  guard: Guard,
  task: Omit<AgentTask, "guard">,
  watch: Pick<WatchOrder, "latch" | "decided" | "boxed">,
): Result<Fenced, PlanProblem> {
  const { command, offer, space } = task;
  const { hooked } = adapterOf(command);
  const guarded = guard.watch({ space, hooked, policy: offer.guard, ...watch });
  let prepared: Result<PreparedAgent, PlanProblem> | null = null;
  try {
    prepared = prepareAgent({ ...task, guard: guarded.forwarder });
  } finally {
    if (prepared?.ok !== true) guarded.close();
  }
  return prepared.ok ? ok({ guarded, prepared: prepared.value }) : prepared;
}
