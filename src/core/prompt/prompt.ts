/** The text an agent is given: its template, filled, and after it what no template can leave out. */
import type { AgentConfig, OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import type { JobKind, Role } from "../../contract/job.ts";
import { fingerprint } from "../routing/fingerprint.ts";
import type { RepositorySummary } from "../summary/offered.ts";
import type { WorkItem } from "../work/work-item.ts";
import { COUNTS_SECTION, type Day, daySection } from "./compound-section.ts";
import type { PromptSet } from "./prompt-set.ts";
import {
  commandsSection,
  factsSection,
  findingsSection,
  issueSection,
  mentionSection,
  outputsSection,
  requestSection,
  rulesSection,
  summarySection,
} from "./sections.ts";
import { parseTemplate, renderTemplate, type Template } from "./template.ts";
import { VOCABULARIES } from "./vocabulary.ts";

export interface PromptInput {
  readonly kind: JobKind;
  readonly config: OrchestratorConfig["prompt"];
  readonly prompts: PromptSet;
  readonly project: ProjectConfig;
  /** All of the project. */
  readonly agents: readonly AgentConfig[];
  readonly agent: AgentConfig;
  readonly item: WorkItem;
  readonly body: string;
  readonly attempt: number;
  readonly summary: RepositorySummary;
  /** The sections of a plan; null for other work. */
  readonly plan: { readonly ready: string; readonly agents: string } | null;
  /** What a compound review reads; null for other work. */
  readonly day: Day | null;
}

/** The work decides which template is taken; it is named after the role that usually does this work. */
const TEMPLATE: Readonly<Record<Exclude<JobKind, "compound">, Role>> = {
  change: "developer",
  review: "reviewer",
  verify: "qa",
  plan: "coordinator",
  check: "qa",
  revert: "developer",
};

export function buildPrompt(p: PromptInput): string {
  const { item, project, agent } = p;
  const words = {
    project: project.name,
    repository: project.repo,
    agent: agent.name,
    base: project.branch,
    attempt: String(p.attempt),
    number: String(item.issue),
    branch: item.branch,
  };
  const own = renderTemplate(templateFor(p), {
    ...words,
    facts: factsSection(p.kind, project, item, p.attempt),
    issue: issueSection(item.title, p.body),
    request: requestSection(item),
    findings: findingsSection(item),
    commands: commandsSection(item),
    ready: p.plan?.ready ?? "",
    agents: p.plan?.agents ?? "",
    day: p.day === null ? "" : daySection(p.day),
    counts: COUNTS_SECTION,
  });
  const always = renderTemplate(p.prompts.templates.mandatory, {
    ...words,
    summary: summarySection(p.summary),
    mention_format: p.config.mandatory.mention_format ? mentionSection(p.kind, p.agents, agent.name) : "",
    rules: rulesSection(p.config.mandatory.rules),
    outputs: outputsSection(p.kind),
  });
  return `${own}\n\n${always}\n`;
}

/** Names a prompt in a log, where the prompt itself never stands. */
export const promptHash = (prompt: string): string => fingerprint([prompt]);

/** The agent's own template for the work of its role, else the configuration's, else the one that comes with adf. */
function templateFor({ kind, config, prompts, agent, item }: PromptInput): Template {
  if (kind === "compound") {
    if (item.compound === undefined) throw new Error(`${item.id} is in no group of a compound review`);
    return prompts.templates[`compound-${item.compound.group}`];
  }
  const name = TEMPLATE[kind];
  const written = agent.role === name && agent.prompt !== "" ? agent.prompt : config.templates[name];
  // What the configuration holds was parsed when it was loaded, and refused with any flaw.
  return written === "" ? prompts.templates[name] : parseTemplate(written, VOCABULARIES[name]).template;
}
