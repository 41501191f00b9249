/**
 * The CLI and model that an agent's own configuration names. They stand below every scenario route: one list of routes
 * decides for all agents, and an agent's wish that differs is kept as a note, so that nobody wonders why it was not heard.
 */
import type { ScenarioSet } from "./scenario-set.ts";

export interface OwnChoice {
  readonly provider: string;
  readonly model: string;
  readonly cli: string;
}

export interface LostOverride {
  readonly key: "cli" | "model";
  readonly wanted: string;
  readonly taken: string;
}

interface Configured {
  readonly agent_cli?: string;
  readonly agent_model?: string;
}

/** The agent's own choice, whole: what it leaves open comes from the first route with the same CLI or model. */
export function ownChoice(configured: Configured, set: ScenarioSet): OwnChoice | null {
  const { agent_cli: cli, agent_model: model } = configured;
  if (cli === undefined && model === undefined) return null;
  const routes = set.scenarios.flatMap((scenario) => scenario.routes);
  const like =
    routes.find((route) => (cli ?? route.cli) === route.cli && (model ?? route.model) === route.model) ??
    routes.find((route) => route.cli === cli);
  const whole = { cli: cli ?? like?.cli, model: model ?? like?.model };
  if (whole.cli === undefined || whole.model === undefined) return null;
  const prefix = whole.model.includes("/") ? whole.model.split("/")[0] : undefined;
  const exact = like?.model === whole.model ? like.provider : undefined;
  return { provider: exact ?? prefix ?? like?.provider ?? whole.cli, cli: whole.cli, model: whole.model };
}

/** As the scenario files say of the same choice; what they do not name is paid for. */
export const isFree = ({ cli, provider, model }: OwnChoice, { scenarios }: ScenarioSet): boolean =>
  scenarios.some(({ routes }) =>
    routes.some((one) => one.is_free && one.cli === cli && one.provider === provider && one.model === model),
  );

export function lostOverride(configured: Configured, taken: OwnChoice): LostOverride[] {
  const lost: LostOverride[] = [];
  const note = (key: "cli" | "model", wanted: string | undefined) => {
    if (wanted !== undefined && wanted !== taken[key]) lost.push({ key, wanted, taken: taken[key] });
  };
  note("cli", configured.agent_cli);
  note("model", configured.agent_model);
  return lost;
}

export const explainLost = (agent: string, { key, wanted, taken }: LostOverride): string =>
  `The ${key} ${wanted} of ${agent} is not used: the route says ${taken}, and an agent's own is only for when no route can be taken.`;
