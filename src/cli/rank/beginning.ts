/** `adf rank --job`: why the work that a job belongs to was begun when it was, and by whom. */
import type { Chosen, TakenRoute } from "../../contract/routing.ts";
import { colors } from "../output.ts";
import { priorityWord } from "./lists.ts";

export function* describeBeginning({ job, issue, agent, kind, chosen, root }: TakenRoute): Generator<string> {
  const on = issue === null || issue === 0 ? "the coordinator's question" : `#${issue}`;
  yield `${colors.bold(job)}: ${kind} of ${on} by ${agent}`;
  if (chosen === null) {
    yield `  begun    ${withoutRank(root)}`;
    return;
  }
  const { place, of, next } = chosen;
  yield `  begun    at place ${place} of the ${of === 1 ? "one issue that was" : `${of} issues that were`} ready`;
  yield `  rank     ${chosen.issue.rank.toFixed(6)}, score ${chosen.issue.score}`;
  yield `  terms    ${terms(chosen)}`;
  yield `  agent    ${BY[chosen.by]}: it ${chosen.why}`;
  const others = next.map((one) => `#${one.number} (${one.rank.toFixed(6)})`);
  yield `  next     ${others.length === 0 ? "nothing else was ready" : others.join(" and ")}`;
}

const BY: Readonly<Record<Chosen["by"], string>> = {
  label: "by its label",
  tier: "by its tier",
  developer: "as a developer",
  model: "by the coordinator's model",
};

function terms({ issue: { terms: t } }: Chosen): string {
  const priority = priorityWord(t.priority);
  return [
    ...(t.pin === 1 ? ["pinned"] : []),
    `${t.rank.toFixed(2)} × the average rank`,
    priority === "" ? "no priority label" : `priority ${priority}`,
    `age ${Math.round(t.age * 100)} %`,
  ].join(", ");
}

function withoutRank(root: string | null): string {
  if (root === null) return "not known: its work item is not there any more";
  if (root.startsWith("coordinator:plan:")) return "by the coordinator, to be told what is next";
  if (root.startsWith("coordinator:")) return "by rank; a build that recorded less did not keep how it stood";
  return `by a mention (${root}), whatever its rank`;
}
