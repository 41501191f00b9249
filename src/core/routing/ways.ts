/** Every way to a model that the configuration can lead a job to: CLI, provider and alias, each once. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { isFree, ownChoice } from "./agent-default.ts";
import type { Way } from "./route.ts";
import type { ScenarioSet } from "./scenario-set.ts";

/** In the order of the tiers and their routes; then what agents and projects name themselves. Providers that are switched off are not ways. */
export function waysOf(config: OrchestratorConfig, scenarios: ScenarioSet): Way[] {
  const projects = new Set(config.projects.filter((one) => one.enabled).map((one) => one.name));
  const agents = config.agents.filter(
    (agent) =>
      agent.enabled &&
      (agent.project === undefined || projects.has(agent.project)) &&
      // A coordinator without a model goes by rank, and asks nobody.
      (agent.role !== "coordinator" || agent.model !== undefined),
  );
  const off = new Set(config.providers.filter((one) => !one.enabled).map((one) => one.id));
  const tiers = new Set(agents.map((agent) => config.routing.default_tiers[agent.role]));
  const routed = scenarios.scenarios
    .filter((scenario) => tiers.has(scenario.tier))
    .flatMap((scenario) => scenario.routes);
  const naming = [...agents, ...config.projects.filter((one) => one.enabled)];
  const own = naming.flatMap((one) => {
    const choice = ownChoice(one, scenarios);
    return choice === null ? [] : [{ ...choice, is_free: isFree(choice, scenarios) }];
  });
  const ways = [...routed, ...own]
    .filter(({ provider }) => !off.has(provider))
    .map(({ cli, provider, model, is_free }) => ({ cli, provider, model, is_free }));
  return [...new Map(ways.map((way) => [`${way.cli} ${way.provider} ${way.model}`, way])).values()];
}
