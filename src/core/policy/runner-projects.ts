/** Which projects a runner gets jobs of, by what `[[runners]]` says of its name; a runner that is not named serves all. */
import type { OrchestratorConfig } from "../../contract/config.ts";

export function projectsOfRunner(config: OrchestratorConfig, runner: string): readonly string[] {
  const enabled = config.projects.filter((p) => p.enabled).map((p) => p.name);
  const said = config.runners.find((r) => r.name === runner);
  if (said === undefined) return enabled;
  if (!said.enabled) return [];
  return said.projects.length === 0 ? enabled : enabled.filter((name) => said.projects.includes(name));
}
