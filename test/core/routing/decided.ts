/** The route of a job under the shipped scenarios, where only what a test names is unusual. */
import { type RouteInput, route } from "../../../src/core/routing/route.ts";
import { shippedScenarios } from "./shipped.ts";

export const scenarios = shippedScenarios();

export const base: RouteInput = {
  text: "",
  role: null,
  default_tier: null,
  scenarios,
  healthy: () => true,
  clis: null,
};
export const decide = (input: Partial<RouteInput>) => {
  const decision = route({ ...base, ...input });
  if (!decision.ok) throw new Error(decision.error.reason);
  return decision.value;
};
export const without =
  (...providers: string[]) =>
  (provider: string) =>
    !providers.includes(provider);
