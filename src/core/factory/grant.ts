/** What the factory tells a project that is about to hand out a job: what all projects share, at this moment. */
import { modelKey, wayKey } from "../provider/health.ts";
import type { Against, Way } from "../routing/route.ts";

export interface Grant {
  /** False while the factory's own breaker is open. */
  readonly breaker_lets: boolean;
  /** Jobs that may still be started in this minute. */
  readonly starts_left: number;
  /** What the factory may still set aside; null without a cap. */
  readonly usd_left: number | null;
  /** Of providers that have a cap of their own. */
  readonly provider_usd_left: Readonly<Record<string, number>>;
  /** Ways and models that are not asked now, with why. */
  readonly blocked: Readonly<Record<string, string>>;
  /** The runners that are there, each with its agent CLIs; empty where that is not known. */
  readonly runners: readonly { readonly name: string; readonly clis: readonly string[] }[];
}

/** What the factory's own memory says of it; who is there is known by the connections. */
export type SharedGrant = Omit<Grant, "runners">;

/** Where nothing is shared. */
export const OPEN_GRANT: Grant = {
  breaker_lets: true,
  starts_left: Number.POSITIVE_INFINITY,
  usd_left: null,
  provider_usd_left: {},
  blocked: {},
  runners: [],
};

/** Why this way to a model is not taken now; null when nothing is known against it. */
export function againstWay(way: Way, reserve_usd: number, grant: SharedGrant): Against | null {
  const { cli, provider, model, is_free } = way;
  const ill = grant.blocked[wayKey(cli, provider)] ?? grant.blocked[modelKey(cli, provider, model)];
  if (ill !== undefined) return { reason: "provider_unhealthy", detail: ill };
  const left = grant.provider_usd_left[provider];
  if (is_free || left === undefined || reserve_usd <= left) return null;
  return {
    reason: "provider_budget",
    detail: `the budget of ${provider} has $${left.toFixed(2)} left in its window`,
  };
}
