/**
 * TOML text → a checked configuration, or every complaint about it at once. Pure: the text comes from the caller.
 */
import { parse, TomlError } from "smol-toml";
import { OrchestratorConfig } from "../../contract/config.ts";
import { err, ok, type Result } from "../result.ts";
import { validateSchedule } from "../scheduling/schedule.ts";

export interface Complaint {
  /** Where: a dotted path of keys, or line and column for broken TOML. */
  readonly at: string;
  readonly message: string;
}

export function loadConfig(text: string): Result<OrchestratorConfig, readonly Complaint[]> {
  let tree: unknown;
  try {
    tree = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return err([{ at: `line ${error.line}, column ${error.column}`, message: error.message }]);
  }
  const parsed = OrchestratorConfig.safeParse(tree);
  if (!parsed.success) {
    return err(parsed.error.issues.map((i) => ({ at: i.path.join(".") || "(file)", message: i.message })));
  }
  const complaints = crossCheck(parsed.data);
  return complaints.length > 0 ? err(complaints) : ok(parsed.data);
}

/** What one key cannot know of another: names that must exist, be unique, or differ. */
function crossCheck(config: OrchestratorConfig): Complaint[] {
  const found: Complaint[] = [];
  const complain = (at: string, message: string) => found.push({ at, message });
  const projects = new Set<string>();
  for (const [i, project] of config.projects.entries()) {
    const at = `projects.${i}`;
    if (projects.has(project.name)) complain(`${at}.name`, `there are two projects called "${project.name}"`);
    projects.add(project.name);
    const schedule = validateSchedule(project.schedule, project.timezone);
    if (!schedule.ok) complain(`${at}.schedule`, schedule.error.message);
  }
  const agents = new Set<string>();
  for (const [i, agent] of config.agents.entries()) {
    const at = `agents.${i}`;
    if (agent.project === undefined && config.projects.length > 1) {
      complain(`${at}.project`, `agent "${agent.name}" must name its project: there is more than one`);
    }
    if (agent.project !== undefined && !projects.has(agent.project)) {
      complain(
        `${at}.project`,
        `there is no project called "${agent.project}"; there are: ${[...projects].join(", ")}`,
      );
    }
    const key = `${agent.project ?? ""}/${agent.name}`;
    if (agents.has(key)) complain(`${at}.name`, `there are two agents called "${agent.name}" in one project`);
    agents.add(key);
  }
  const gate = config.agents.find((a) => a.name === config.review_gate.agent);
  if (gate === undefined) {
    const names = config.agents.map((a) => a.name).join(", ");
    complain("review_gate.agent", `"${config.review_gate.agent}" is not an agent; there are: ${names}`);
  } else if (gate.role !== "reviewer") {
    complain("review_gate.agent", `"${gate.name}" is a ${gate.role}; the review gate needs a reviewer`);
  }
  return found;
}
