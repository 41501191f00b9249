/** Work that the factory does itself, without an agent and without a model: it runs commands that the owner named. */
import { AgentConfig } from "../../contract/config.ts";
import type { JobKind } from "../../contract/job.ts";
import { checkScript, revertScript, testsIn } from "../review/commands.ts";
import { MERGE_GATE } from "../review/gate.ts";
import type { RouteDecision } from "../routing/route.ts";
import { gateOf, type Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";

/** Who does what neither an agent nor a gate does. */
export const FACTORY = "factory";

const HOUSE: ReadonlySet<JobKind> = new Set(["check", "revert"]);

export const isHouse = ({ kind }: Pick<Job, "kind">): boolean => HOUSE.has(kind);

/** Who does a job: an agent of the project, or the factory under the gate's name, as often at one time as an agent may. */
export const workerOf = (agents: readonly AgentConfig[], job: Job): AgentConfig | undefined =>
  isHouse(job)
    ? AgentConfig.parse({ name: job.agent, role: "qa", slots: 16 })
    : agents.find((a) => a.name === job.agent);

/** No model is asked, and nothing is chosen. */
export const houseRoute = (): RouteDecision => ({
  tier: "none",
  provider: "none",
  model: "none",
  cli: "commands",
  priority: null,
  matched: [],
  losers: [],
  skipped: [],
  reason: "The project's own commands; no model is asked.",
  scenario_version: "",
  free: true,
  source: "scenario",
  fallback: false,
  degraded: false,
  apart: null,
  overrides: [],
});

/** What the gate `qa` runs: as the project says, as `[review_gate]` does, or as the repository's summary names it. */
export function commandsOf({
  context: { config, project },
  snapshot: { summary },
}: Draft): readonly string[] {
  const said = project.qa_commands ?? config.review_gate.commands;
  if (said.length > 0) return said;
  if (summary.state === "offered") return testsIn(summary.text);
  return summary.state === "merged" ? (summary.tests ?? []) : [];
}

export function scriptFor(draft: Draft, job: Job, { reverts }: WorkItem): string {
  if (job.kind === "revert") return revertScript(reverts ?? "");
  // There the merge itself is what is asked about, and nothing is run on it.
  return gateOf(job) === MERGE_GATE ? "exec 1>&2\n" : checkScript(commandsOf(draft));
}
