/** Names on the line of `adf route` that nothing knows: a route that was found without them would answer another question. */
import { KNOWN_MODELS } from "../../contract/config/models.ts";
import { nearest } from "../../core/config/nearest.ts";
import type { ScenarioSet } from "../../core/routing/scenario-set.ts";
import { KNOWN_CLIS } from "../../runner/agents/registry.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

export interface Named {
  readonly unhealthy?: readonly string[];
  readonly clis?: readonly string[];
  readonly agentCli?: string;
  readonly agentModel?: string;
  readonly projectCli?: string;
  readonly projectModel?: string;
}

/** Throws on the first of them. A model that is like none we know may be one that a CLI knows, where its CLI is named too. */
export function checkNames(named: Named, { scenarios }: ScenarioSet): void {
  const routes = scenarios.flatMap((one) => one.routes);
  const clis = [...new Set([...routes.map((one) => one.cli), ...KNOWN_CLIS])];
  const providers = [...new Set(routes.map((one) => one.provider))];
  const routed = [...new Set(routes.map((one) => one.model))];
  const models = [...new Set([...routed, ...KNOWN_MODELS.map((one) => one.model)])];
  for (const provider of named.unhealthy ?? [])
    check("--unhealthy", "provider", provider.toLowerCase(), providers);
  // A runner may have what no route wants; only what is nearly one of them is a slip.
  for (const cli of named.clis ?? [])
    if (nearest(cli, clis) !== null) check("--clis", "agent CLI", cli, clis);
  for (const [flag, cli, model] of [
    ["agent", named.agentCli, named.agentModel],
    ["project", named.projectCli, named.projectModel],
  ] as const) {
    if (cli !== undefined && (model === undefined || nearest(cli, clis) !== null))
      check(`--${flag}-cli`, "agent CLI", cli, clis);
    // Without its CLI only a route can say which one it is of.
    if (model !== undefined && cli === undefined) check(`--${flag}-model`, "model", model, routed);
    else if (model !== undefined && nearest(model, models) !== null)
      check(`--${flag}-model`, "model", model, models);
  }
}

function check(flag: string, what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  throw new CliError(EXIT.usage, {
    what: `${flag}: no scenario file has the ${what} "${name}"`,
    why: `${what}s known here are ${known.join(", ")}`,
    next: `npm run -s adf -- route ${flag} ${near ?? known[0] ?? ""} "fix the deadlock"`,
  });
}
