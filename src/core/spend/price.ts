/** What a job came to in US dollars, by the best word there is for it, and which word that was. */

import type { Usage } from "../../contract/agent-run.ts";
import { DEAREST, LIST_PRICES, type Price } from "../../contract/config/prices.ts";
import type { PricedBy, Spent } from "./tally.ts";

export interface PriceBook {
  /** The owner's prices; they stand before the list's. */
  readonly prices: readonly Price[];
  /** For an agent that says neither what it cost nor how many tokens it used. */
  readonly agent_hour_usd: number;
}

/**
 * The owner's price, else our list's, else the dearest there is, so that a cap errs on the side of stopping; and which it was.
 * Only the owner's is known to be true.
 */
export function priceOf(model: string, book: PriceBook): { readonly price: Price; readonly by: PricedBy } {
  const name = model.slice(model.lastIndexOf("/") + 1);
  const known = (prices: readonly Price[]) => prices.find((p) => p.model === model || p.model === name);
  const own = known(book.prices);
  if (own !== undefined) return { price: own, by: "tokens" };
  const listed = known(LIST_PRICES);
  return listed === undefined
    ? { price: { ...DEAREST, model: name }, by: "dearest" }
    : { price: listed, by: "list" };
}

/** What stands behind an amount that is no more than a guess; "" behind one that somebody vouches for. */
export const GUESSED: Readonly<Record<PricedBy, string>> = {
  cli: "",
  tokens: "",
  free: "",
  list: "by a price list that nobody has confirmed",
  dearest: "as the dearest model, because its price is not known",
  time: "by its time",
  reserve: "by what was set aside",
};

export function priced(usage: Usage, model: string, free: boolean, book: PriceBook): Spent {
  const used = {
    seconds: usage.seconds,
    tokens_in: usage.input_tokens ?? 0,
    tokens_out: usage.output_tokens ?? 0,
    tokens_cached: usage.cached_tokens ?? 0,
  };
  if (free) return { ...used, usd: 0, priced_by: "free" };
  if (usage.cost_usd !== null)
    return { ...used, usd: usage.cost_usd, priced_by: usage.priced_by === "table" ? "tokens" : "cli" };
  if (usage.input_tokens !== null || usage.output_tokens !== null) {
    const { price, by } = priceOf(model, book);
    const usd =
      (used.tokens_in * price.input_usd +
        used.tokens_out * price.output_usd +
        used.tokens_cached * price.cached_usd) /
      1e6;
    return { ...used, usd, priced_by: by };
  }
  return { ...used, usd: byTime(usage.seconds, book), priced_by: "time" };
}

/**
 * Nothing was reported: the job was taken away or its runner fell silent. It may have worked until then, so the longer
 * of the two guesses counts: its reserve, or the time it was out.
 */
export function unreported(seconds: number, reserved_usd: number, free: boolean, book: PriceBook): Spent {
  const none = { seconds, tokens_in: 0, tokens_out: 0, tokens_cached: 0 };
  if (free) return { ...none, usd: 0, priced_by: "free" };
  const usd = byTime(seconds, book);
  return usd > reserved_usd
    ? { ...none, usd, priced_by: "time" }
    : { ...none, usd: reserved_usd, priced_by: "reserve" };
}

const byTime = (seconds: number, book: PriceBook): number => (seconds / 3_600) * book.agent_hour_usd;
