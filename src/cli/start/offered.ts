/** The agent CLIs that a runner on this machine can offer, and what the configuration asks for that is not among them. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { agentsOf } from "../../core/decide/snapshot.ts";
import { route } from "../../core/routing/route.ts";
import type { ScenarioSet } from "../../core/routing/scenario-set.ts";
import { REPAIR_CLI } from "../../local/factory/runner-child.ts";
import type { AgentEntry } from "../../runner/agents/command.ts";
import { detectClis } from "../../runner/agents/detect.ts";
import { ownKeyring } from "../../runner/agents/prepare.ts";

export interface Offered {
  readonly agents: Readonly<Record<string, AgentEntry>>;
  /** One sentence where agents would have another CLI than the routes say first; none where all is as they say. */
  notes(config: OrchestratorConfig, scenarios: ScenarioSet): readonly string[];
}

/** All that are installed and logged in, and adf-repair, which needs neither. */
export async function lookForAgents(): Promise<Offered> {
  const found = await detectClis(ownKeyring());
  const ready = found.filter((one) => one.program !== null && one.login !== null);
  const agents = Object.fromEntries(ready.map(({ cli }) => [cli, { cli }] as const));
  const missing = (cli: string): string => {
    const one = found.find((it) => it.cli === cli);
    if (one === undefined || one.program === null) return `${cli} is not on this machine`;
    return `${cli} is not logged in here: ${one.login_command}`;
  };
  return offer({ ...agents, "adf-repair": REPAIR_CLI }, missing);
}

export const offer = (
  agents: Readonly<Record<string, AgentEntry>>,
  missing = (cli: string) => `${cli} is not offered`,
): Offered => ({
  agents,
  notes: (config, scenarios) => lacks(config, scenarios, Object.keys(agents), missing),
});

function lacks(
  config: OrchestratorConfig,
  scenarios: ScenarioSet,
  clis: readonly string[],
  missing: (cli: string) => string,
): string[] {
  const wanted = new Map<string, Set<string>>();
  for (const project of config.projects)
    for (const agent of agentsOf(config, project.name)) {
      if (agent.role === "coordinator" && agent.model === undefined) continue;
      const input = {
        text: "",
        role: agent.role,
        default_tier: config.routing.default_tiers[agent.role],
        scenarios,
        healthy: () => true,
        ...(agent.cli === undefined ? {} : { agent_cli: agent.cli }),
        ...(agent.model === undefined ? {} : { agent_model: agent.model }),
        models: config.models,
        ...(project.cli === undefined ? {} : { project_cli: project.cli }),
        ...(project.model === undefined ? {} : { project_model: project.model }),
        ...(agent.pin ? { agent_pin: true } : {}),
      };
      const meant = route({ ...input, clis: null });
      const got = route({ ...input, clis });
      if (!meant.ok || (got.ok && got.value.cli === meant.value.cli)) continue;
      // The search reads no list of issues: what it is asked to choose fails, and the rank chooses.
      const plans = agent.role === "coordinator";
      const nobody = plans ? "the rank alone" : "nobody";
      const instead = got.ok && !(plans && got.value.cli === "adf-repair") ? got.value.cli : nobody;
      const key = JSON.stringify([meant.value.cli, instead]);
      wanted.set(key, (wanted.get(key) ?? new Set()).add(agent.name));
    }
  if (wanted.size === 0) return [];
  const parts = [...wanted].map(([key, names]) => {
    const [cli = "", instead = ""] = JSON.parse(key) as string[];
    const who = instead === "adf-repair" ? "adf-repair, a search and not a model," : instead;
    return `${missing(cli)}, so ${who} works as ${[...names].join(", ")}`;
  });
  return [`${parts.join("; ")}.`];
}
