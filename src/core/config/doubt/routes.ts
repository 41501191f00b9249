/** Names that only the scenario files know: tiers, providers and agent CLIs. Silent where the scenarios are not at hand. */
import { KNOWN_MODELS, Model } from "../../../contract/config/models.ts";
import { Role } from "../../../contract/job.ts";
import { ownChoice } from "../../routing/agent-default.ts";
import { pinnedModel } from "../../routing/model-id.ts";
import { unmet } from "../../routing/requirement.ts";
import type { ScenarioSet } from "../../routing/scenario-set.ts";
import type { Finding } from "../complaint.ts";
import { listed, namedIn } from "../cross/names.ts";
import { nearest } from "../nearest.ts";
import { quote, read, textIn } from "../tree.ts";

export function routeFindings(tree: unknown, scenarios: ScenarioSet | null): Finding[] {
  if (scenarios === null) return [];
  const routes = scenarios.scenarios.flatMap((one) => one.routes);
  const tiers = scenarios.scenarios.map((one) => one.tier);
  return [
    ...Role.options.flatMap((role) => tierOf(read(tree, ["routing", "default_tiers", role]), role, tiers)),
    ...providers(tree, [...new Set(routes.map((one) => one.provider))]),
    ...(["agents", "projects"] as const).flatMap((list) =>
      namedIn(tree, list).flatMap(({ table, index }) => [
        ...choice(table, [list, index], scenarios),
        ...misspelt(table, [list, index], tree, scenarios),
      ]),
    ),
    ...unmetTiers(tree, scenarios),
  ];
}

function tierOf(tier: unknown, role: string, tiers: readonly string[]): Finding[] {
  if (typeof tier !== "string" || tiers.includes(tier)) return [];
  const near = nearest(tier, tiers);
  return [
    {
      code: "reference",
      path: ["routing", "default_tiers", role],
      message: `no scenario file is called ${quote(tier)}: no ${role} could be routed`,
      expected: `one of ${listed(tiers)}`,
      nearest: near === null ? null : JSON.stringify(near),
    },
  ];
}

function providers(tree: unknown, known: readonly string[]): Finding[] {
  return namedIn(tree, "providers", "id").flatMap(({ name, index }): Finding[] => {
    if (name === undefined || known.includes(name)) return [];
    const near = nearest(name, known);
    return [
      {
        code: "reference",
        path: ["providers", index, "id"],
        message: `no route of the scenario files has the provider ${quote(name)}`,
        expected: `one of ${listed(known)}`,
        nearest: near === null ? null : JSON.stringify(near),
      },
    ];
  });
}

/** A tier whose requirement none of its own routes meets: its jobs would wait, or go to a default. */
function unmetTiers(tree: unknown, { scenarios }: ScenarioSet): Finding[] {
  const models = Model.array().safeParse(read(tree, ["models"]) ?? []).data ?? [];
  return scenarios.flatMap(({ tier, requires, routes }): Finding[] => {
    const reasons = routes.map((route) => unmet(requires, route.model, models));
    if (reasons.some((reason) => reason === null)) return [];
    return [
      {
        code: "doubtful",
        severity: "warning",
        path: ["models"],
        message: `no route of ${tier} meets what its scenario file requires`,
        help: [...new Set(reasons)].join("; "),
      },
    ];
  });
}

/**
 * A model that nobody knows and that is nearly one they know. It may be what a vendor's own address calls its model, or one that is newer
 * than this list, so it is no error here; a CLI that cannot know it refuses it before it starts.
 */
function misspelt(
  table: Readonly<Record<string, unknown>>,
  at: readonly [string, number],
  tree: unknown,
  { scenarios }: ScenarioSet,
): Finding[] {
  const model = textIn(table, "model");
  if (model === undefined || pinnedModel(model) !== null) return [];
  const own = namedIn(tree, "models", "model").flatMap(({ name }) => name ?? []);
  const routed = scenarios.flatMap((one) => one.routes.map((route) => route.model));
  const known = [...new Set([...routed, ...KNOWN_MODELS.map((one) => one.model), ...own])];
  const name = model.slice(model.lastIndexOf("/") + 1);
  if (known.some((one) => one === model || one.slice(one.lastIndexOf("/") + 1) === name)) return [];
  const near = nearest(name, known);
  if (near === null) return [];
  return [
    {
      code: "doubtful",
      severity: "warning",
      path: [...at, "model"],
      message: `no route, and no CLI's list, has the model ${quote(model)}`,
      nearest: JSON.stringify(near),
      help: `if that is its name, say what it can do: [[models]] model = ${quote(name)}`,
    },
  ];
}

/** A CLI or a model that says too little to be used, and would be passed over in silence. */
function choice(
  table: Readonly<Record<string, unknown>>,
  at: readonly [string, number],
  scenarios: ScenarioSet,
): Finding[] {
  const cli = textIn(table, "cli");
  const model = textIn(table, "model");
  if (cli === undefined && model === undefined) return [];
  if (ownChoice({ cli, model }, scenarios) !== null) return [];
  const clis = [...new Set(scenarios.scenarios.flatMap((one) => one.routes.map((route) => route.cli)))];
  const models = [...new Set(scenarios.scenarios.flatMap((one) => one.routes.map((route) => route.model)))];
  const near = cli === undefined ? nearest(model ?? "", models) : nearest(cli, clis);
  const key = cli === undefined ? "model" : "cli";
  const message =
    cli === undefined
      ? `no route has the model ${quote(model)}, so its CLI cannot be told`
      : `no route has the CLI ${quote(cli)}, so its model cannot be told`;
  return [
    {
      code: "reference",
      path: [...at, key],
      message,
      nearest: near === null ? null : JSON.stringify(near),
      help: `name both, or one that the scenario files have: ${listed(key === "cli" ? clis : models)}`,
    },
  ];
}
