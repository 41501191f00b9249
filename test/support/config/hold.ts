/** What must be true of any text as a configuration: it is judged without a crash, and what is accepted works. */
import { checkConfig } from "../../../src/core/config/check.ts";
import { formatComplaint } from "../../../src/core/config/format.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { agentsOf } from "../../../src/core/decide/snapshot.ts";
import { route } from "../../../src/core/routing/route.ts";
import { isWithinActiveHours } from "../../../src/core/scheduling/active-hours.ts";
import { nextFiring } from "../../../src/core/scheduling/firing.ts";
import { shippedScenarios } from "../../core/routing/shipped.ts";

const scenarios = shippedScenarios();
const NOW = Date.UTC(2026, 0, 5, 12, 0, 0);

/** Whether it was accepted. */
export function hold(text: string): boolean {
  const { config, complaints } = checkConfig(text, scenarios);
  const lines = text.split("\n");
  for (const one of complaints) {
    const said = formatComplaint("orchestrator.toml", one);
    if (/\n\s+at .*\.ts:\d+|undefined|\[object|NaN/.test(said.replaceAll(one.source, "")))
      throw new Error(said);
    const line = lines[one.line - 1];
    if (line === undefined || one.column < 1 || one.column > line.length + 1 || one.length < 1)
      throw new Error(`${one.line}:${one.column} is no place\n${said}`);
  }
  const errors = complaints.filter((one) => one.severity === "error");
  if ((config === null) !== errors.length > 0)
    throw new Error("refused without an error, or accepted with one");
  const loaded = loadConfig(text);
  if (!loaded.ok && loaded.error.length === 0) throw new Error("refused by the Worker without a word");
  // The Worker does not look into the scenario files; in everything else it agrees.
  const elsewhere = errors.filter(
    (one) => !/^(?:routing\.|providers\.\d+\.id|(?:agents|projects)\.\d+\.(?:cli|model))/.test(one.at),
  );
  if (config !== null && !loaded.ok) throw new Error("accepted by the check, refused by the Worker");
  if (elsewhere.length > 0 && loaded.ok) throw new Error("refused by the check, accepted by the Worker");
  if (config === null) return false;
  for (const project of config.projects) {
    nextFiring(project.schedule, project.timezone, NOW);
    isWithinActiveHours(project.schedule, project.timezone, NOW);
    for (const agent of agentsOf(config, project.name)) {
      const { cli, model } = agent;
      const decided = route({
        text: "fix the deadlock",
        role: agent.role,
        default_tier: config.routing.default_tiers[agent.role],
        scenarios,
        healthy: () => true,
        clis: null,
        ...(cli === undefined ? {} : { agent_cli: cli }),
        ...(model === undefined ? {} : { agent_model: model }),
      });
      if (!decided.ok) throw new Error(`no route: ${JSON.stringify(decided.error)}`);
    }
  }
  new URL(config.gitea.url);
  // Every agent is in exactly one project.
  const placed = config.projects.reduce((sum, project) => sum + agentsOf(config, project.name).length, 0);
  if (placed !== config.agents.length) throw new Error("an agent belongs nowhere, or twice");
  return true;
}

export function holdAll(
  texts: readonly string[],
  from: number,
  count: number,
  change: (text: string, seed: number) => string,
): number {
  let accepted = 0;
  for (let seed = from; seed < from + count; seed++) {
    const text = change(texts[seed % texts.length] ?? "", seed);
    try {
      if (hold(text)) accepted++;
    } catch (error) {
      throw new Error(
        `seed ${seed}: ${error instanceof Error ? error.stack : String(error)}\n--- text\n${text}`,
      );
    }
  }
  return accepted;
}
