/** `adf route --replay`: the decisions a project has stored, made again with the scenarios of a folder. */
import type { TakenRoute } from "../../contract/routing.ts";
import { type Changed, LOST, type Lost, replay } from "../../core/routing/replay.ts";
import type { ScenarioSet } from "../../core/routing/scenario-set.ts";
import type { Address } from "../factory-address.ts";
import { colors } from "../output.ts";
import { table } from "../table.ts";
import { routesOf } from "./stored.ts";

export interface Outcome {
  readonly project: string;
  /** Of the scenarios that were tried. */
  readonly scenario_version: string;
  /** Those the stored decisions were made with. */
  readonly decided_with: readonly string[];
  readonly decisions: number;
  readonly same: number;
  readonly changed: readonly Changed[];
  /** How many could not be made again, and why. */
  readonly lost: Readonly<Record<Lost, number>>;
}

export async function replayProject(
  address: Address,
  project: string,
  scenarios: ScenarioSet,
): Promise<Outcome> {
  const versions = new Set<string>();
  const changed: Changed[] = [];
  const lost: Record<Lost, number> = { text_gone: 0, text_changed: 0, given_not_kept: 0 };
  let same = 0;
  let decisions = 0;
  for await (const taken of routesOf(address, project)) {
    decisions += 1;
    if (taken.given !== null) versions.add(taken.given.scenario_version);
    const again = replay(taken, scenarios);
    if (again.kind === "same") same += 1;
    else if (again.kind === "changed") changed.push(again.change);
    else lost[again.lost] += 1;
  }
  const { version: scenario_version } = scenarios;
  return { project, scenario_version, decided_with: [...versions], decisions, same, changed, lost };
}

export function* describeReplay(o: Outcome): Generator<string> {
  yield `${colors.bold(o.project)}: ${o.decisions} decisions, ${o.same} stay, ${o.changed.length} would change`;
  const before = o.decided_with.filter((version) => version !== o.scenario_version);
  yield colors.dim(
    `  tried with scenarios ${o.scenario_version}${before.length === 0 ? "" : `; made with ${o.decided_with.join(", ")}`}`,
  );
  if (o.changed.length > 0) {
    const rows = o.changed.map((c) => [
      `  ${c.job}`,
      c.issue === null || c.issue === 0 ? "" : `#${c.issue}`,
      c.agent,
      words(c.before),
      c.after === null ? "no route can be taken" : words(c.after),
      c.differs.join(", "),
    ]);
    yield table(["  job", "issue", "agent", "was", "would be", "changes"], rows);
    for (const reason of new Set(o.changed.map((c) => c.reason))) yield `  ${reason}`;
  }
  for (const [why, count] of Object.entries(o.lost)) {
    if (count > 0) yield colors.yellow(`  ${count} not made again: ${LOST[why as Lost]}`);
  }
}

const words = ({ tier, cli, model, provider }: TakenRoute["route"]): string =>
  `${tier}: ${cli} with ${model} from ${provider}`;
