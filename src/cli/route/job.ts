/** `adf route --job`: a decision that was made, in the words in which one that is only asked about is told. */
import type { TakenRoute } from "../../contract/routing.ts";
import { isRouted } from "../../core/routing/replay.ts";
import { colors } from "../output.ts";
import { explain } from "./explain.ts";

export function* describeJob(taken: TakenRoute): Generator<string> {
  const { job, issue, agent, kind, route, decision, given } = taken;
  const on = issue === null || issue === 0 ? "" : ` of #${issue}`;
  yield `${colors.bold(job)}: ${kind}${on} by ${agent}`;
  if (decision === null) {
    yield `${route.tier} → ${route.cli} with ${route.model} from ${route.provider}`;
    yield colors.yellow("  why      not kept: it was decided by a build that recorded less");
    return;
  }
  yield* explain(decision, decision, isRouted(taken) ? taken.text : null);
  if (given !== null) {
    const clis = given.clis.length === 0 ? "no agent CLI" : given.clis.join(", ");
    yield `  given    role ${given.role}; the runner had ${clis}`;
  }
}
