/** The orchestrator's TOML for a first project: at most 20 lines for three agents. */
import { AgentConfig, OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import type { AgentAnswer, Answers } from "./answers.ts";
import { block, onlyDifferent } from "./written.ts";

/** A real forge begins under observation; `adf promote` shows the record before it goes further. */
export const FIRST_MODE = "observe";

/** Editors complete and validate by it. */
const SCHEMA_LINE = "#:schema ./src/contract/orchestrator.schema.json";

export function newOrchestrator(answers: Answers): string {
  const gate = { agent: answers.review_gate };
  const gateTable = onlyDifferent(OrchestratorConfig.shape.review_gate.unwrap(), gate);
  const sections = [
    `${SCHEMA_LINE}\n${block("[gitea]", onlyDifferent(OrchestratorConfig.shape.gitea, { url: answers.forge, via: answers.via, trusted: answers.trusted }))}`,
    ...(Object.keys(gateTable).length > 0 ? [block("[review_gate]", gateTable)] : []),
    projectBlock(answers, null),
    answers.agents.map((agent) => agentBlock(agent, null)).join("\n"),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** `trusted`: written where the people of the deployment's list are not the ones who are meant. */
export const projectBlock = (answers: Answers, trusted: readonly string[] | null): string =>
  block(
    "[[projects]]",
    onlyDifferent(ProjectConfig, {
      name: answers.project,
      repo: answers.repo,
      branch: answers.branch,
      schedule: answers.schedule,
      timezone: answers.timezone,
      mode: answers.mode ?? FIRST_MODE,
      trusted: trusted ?? undefined,
    }),
  );

/** `project` is written where more than one is there. */
export const agentBlock = (agent: AgentAnswer, project: string | null): string =>
  block(
    "[[agents]]",
    onlyDifferent(AgentConfig, {
      name: agent.name,
      role: agent.role,
      project: project ?? undefined,
      model: agent.model,
    }),
  );
