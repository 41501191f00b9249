/**
 * The CLI and model that an agent or a project names. They stand below every scenario route, unless the agent is pinned: one list
 * of routes decides for all, and a wish that differs is recorded, so that nobody wonders why it was not heard.
 */
import type { ScenarioSet } from "./scenario-set.ts";

export interface OwnChoice {
  readonly provider: string;
  readonly model: string;
  readonly cli: string;
}

/** As it stands in the configuration. */
interface Configured {
  readonly cli?: string | undefined;
  readonly model?: string | undefined;
}

/** The choice, whole: what it leaves open comes from the first route with the same CLI or model. */
export function ownChoice({ cli, model }: Configured, set: ScenarioSet): OwnChoice | null {
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
