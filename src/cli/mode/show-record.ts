/** The record of a project before it is trusted further, in lines. */
import type { ProjectView } from "../../contract/state.ts";
import { moment } from "../clock.ts";
import { colors } from "../output.ts";
import type { Counted, ModeRecord } from "./record.ts";

export function* describeRecord(record: ModeRecord, project: ProjectView): Generator<string> {
  const since = record.since_ms === null ? "nothing yet" : moment(record.since_ms);
  yield `${colors.bold(project.name)} (${project.repo}): mode ${colors.bold(project.mode)}, on record since ${since}`;
  yield* section("Would have done, in observe", record.observed);
  yield* section("Asked for, in approve", record.approvals);
  yield* section("Came of it", record.ended);
  if (project.effects.proposed > 0)
    yield `\n${project.effects.proposed} wait for a yes or no: npm run -s adf -- approvals`;
  yield "";
}

function* section(head: string, counted: readonly Counted[]): Generator<string> {
  const some = counted.filter((c) => c.count > 0);
  yield "";
  yield some.length === 0 ? `${head}: nothing` : `${head}:`;
  for (const c of some) {
    yield `  ${String(c.count).padStart(5)}  ${c.what}`;
    for (const one of c.examples) yield colors.dim(`           ${one}`);
  }
}
