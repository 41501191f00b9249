/** The line about a coordinator's model: whether anybody who is there can ask it, and what came of its last answer. */
import type { RunnerView } from "../../contract/state.ts";
import { type Check, fix, ok } from "./check.ts";
import type { Place, ProjectFacts } from "./facts.ts";
import { isThere } from "./runner.ts";

/** What has no model, and so can choose nothing. */
const SEARCHES: ReadonlySet<string> = new Set(["adf-repair"]);
/** Endings that are nobody's fault. */
const FINE: ReadonlySet<string> = new Set(["followed", "unused", "not_ready"]);

/** Silent where the rank alone chooses, and where no runner is there: another line says so. */
export function plannerLines(
  { checks, view }: ProjectFacts,
  runners: readonly RunnerView[],
  place: Place,
): Check[] {
  const { agent, last } = view.coordinator;
  const able = runners.filter(
    (one) => isThere(one, place) && (one.serves ?? [checks.name]).includes(checks.name),
  );
  if (agent === null || able.length === 0) return [];
  const id = `planner/${checks.name}`;
  const clis = [...new Set(able.flatMap((one) => one.clis))];
  if (clis.every((cli) => SEARCHES.has(cli)))
    return [
      fix(
        id,
        `${agent} has a model to choose the next issue with, and no runner has an agent CLI with a model; the rank chooses`,
        `install one on a runner's machine (docs/agents.md), or take "model" from ${agent} in orchestrator.toml`,
      ),
    ];
  if (last !== null && !FINE.has(last.outcome))
    return [
      fix(
        id,
        `${agent}'s last answer was not followed: ${last.sentence}; the rank chooses meanwhile`,
        `npm run -s adf -- probe${place.options}`,
      ),
    ];
  return [ok(id, `${agent} chooses the next issue with its model`)];
}
