/** The factory's tallies: of all spending by day and month, of each provider by hour and day, and what their caps leave. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { emptyTally, type Tally } from "../spend/tally.ts";
import { dayOf, hourOf, monthOf } from "../spend/window.ts";
import type { Grant } from "./grant.ts";
import type { Shared } from "./shared.ts";

export type MoneyConfig = Pick<OrchestratorConfig, "budget" | "providers">;
type Tallies = Shared["tallies"];

export const factoryKeys = (at: number): readonly string[] => [
  `factory@${dayOf(at)}`,
  `factory@${monthOf(at)}`,
];
export const providerKeys = (id: string, at: number): readonly string[] => [
  `provider:${id}@${hourOf(at)}`,
  `provider:${id}@${dayOf(at)}`,
];

export const tallied = (
  tallies: Tallies,
  keys: readonly string[],
  change: (tally: Tally) => Tally,
): Tallies => ({
  ...tallies,
  ...Object.fromEntries(keys.map((key) => [key, change(tallies[key] ?? emptyTally(key))])),
});

/** What others are about to take counts against every cap; one's own hold does not stand in one's own way. */
export const heldByOthers = ({ reserved }: Shared, own: string): number =>
  Object.entries(reserved).reduce(
    (usd, [key, one]) => usd + (one.tallies.length === 0 && key !== own ? one.usd : 0),
    0,
  );

/** `held`: what is set aside and stands in no tally yet. */
export function moneyOf(
  { tallies }: Shared,
  { budget, providers }: MoneyConfig,
  held: number,
  now: number,
): Pick<Grant, "usd_left" | "provider_usd_left"> {
  if (!budget.enabled) return { usd_left: null, provider_usd_left: {} };
  const left = (keys: readonly string[], caps: readonly number[]): number | null => {
    const rest = keys.flatMap((key, i) => {
      const cap = caps[i] ?? 0;
      const tally = tallies[key];
      return cap > 0 ? [cap - held - (tally === undefined ? 0 : tally.usd + tally.reserved_usd)] : [];
    });
    return rest.length === 0 ? null : Math.max(0, Math.min(...rest));
  };
  const of = providers.flatMap(({ id, hour_usd = 0, day_usd = 0 }) => {
    const rest = left(providerKeys(id, now), [hour_usd, day_usd]);
    return rest === null ? [] : [[id, rest] as const];
  });
  return {
    usd_left: left(factoryKeys(now), [budget.day_usd, budget.month_usd]),
    provider_usd_left: Object.fromEntries(of),
  };
}

export const isCapped = ({ budget, providers }: MoneyConfig): boolean =>
  budget.enabled &&
  (budget.day_usd > 0 ||
    budget.month_usd > 0 ||
    providers.some((p) => (p.hour_usd ?? 0) + (p.day_usd ?? 0) > 0));
