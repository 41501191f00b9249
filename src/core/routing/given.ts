/** What a route was decided from, kept with the job: the same decision can then be made again with edited scenarios. */
import type { RouteGiven } from "../../contract/routing.ts";
import { choicesOf } from "./choice.ts";
import { fingerprint } from "./fingerprint.ts";
import { FALLBACK_TIER, type RouteInput } from "./route.ts";
import type { ScenarioSet } from "./scenario-set.ts";

/** For decisions about an agent's job: those have a role, and a runner with its CLIs. */
export function givenOf(input: RouteInput & { readonly role: NonNullable<RouteInput["role"]> }): RouteGiven {
  const { scenarios, agent_cli, agent_model } = input;
  const routes = scenarios.scenarios.flatMap((scenario) => scenario.routes);
  const ways = [...routes, ...choicesOf(input, undefined).flatMap((choice) => choice.ways)];
  const known = new Map(
    ways.map(({ cli, provider, model }) => [`${cli} ${provider} ${model}`, { cli, provider, model }]),
  );
  // Asked as of one that costs money: edited scenarios may say otherwise of what is free.
  const against = [...known.values()].flatMap((way) => {
    const found = input.against?.({ ...way, is_free: false }) ?? null;
    return found === null ? [] : [{ ...way, ...found }];
  });
  const providers = [...new Set(ways.map(({ provider }) => provider))];
  return {
    text: fingerprint([input.text]),
    scenario_version: scenarios.version,
    role: input.role,
    default_tier: input.default_tier ?? FALLBACK_TIER,
    clis: [...(input.clis ?? [])],
    unhealthy: providers.filter((provider) => !input.healthy(provider)),
    against,
    agent_cli: agent_cli ?? null,
    agent_model: agent_model ?? null,
    agent_pin: input.agent_pin ?? false,
    ...(input.authors === undefined ? {} : { authors: [...input.authors] }),
    ...(input.job === undefined ? {} : { job: input.job }),
    ...(input.project_cli === undefined ? {} : { project_cli: input.project_cli }),
    ...(input.project_model === undefined ? {} : { project_model: input.project_model }),
    ...(input.needs_model === undefined ? {} : { needs_model: true as const }),
    ...(input.models === undefined || input.models.length === 0 ? {} : { models: [...input.models] }),
  };
}

/** A way that the scenarios did not name then is taken as healthy: nobody asked about it. */
export function inputAgain(given: RouteGiven, text: string, scenarios: ScenarioSet): RouteInput {
  const { role, default_tier, clis, agent_cli, agent_model, agent_pin } = given;
  return {
    text,
    role,
    default_tier,
    scenarios,
    clis,
    agent_pin,
    healthy: (provider) => !given.unhealthy.includes(provider),
    against: ({ cli, provider, model, is_free }) =>
      given.against.find(
        (a) =>
          a.cli === cli &&
          a.provider === provider &&
          a.model === model &&
          !(is_free && a.reason === "provider_budget"),
      ) ?? null,
    ...(given.job === undefined ? {} : { job: given.job }),
    ...(given.project_cli === undefined ? {} : { project_cli: given.project_cli }),
    ...(given.project_model === undefined ? {} : { project_model: given.project_model }),
    ...(given.needs_model === undefined ? {} : { needs_model: true as const }),
    ...(given.models === undefined ? {} : { models: given.models }),
    ...(agent_cli === null ? {} : { agent_cli }),
    ...(agent_model === null ? {} : { agent_model }),
    ...(given.authors === undefined ? {} : { authors: given.authors }),
  };
}
