/**
 * `[[prices]]`: what a model costs, for agent CLIs that report tokens and no cost. The list below was written down from memory
 * and is confirmed by nobody: a guess for a cap, never an invoice. What it prices is marked so (`priced_by` is `list`), and an entry of
 * the owner replaces it.
 */
import * as z from "zod";
import { usd, word } from "./section.ts";

export const Price = z.strictObject({
  model: word(100),
  /** US dollars for a million tokens. */
  input_usd: usd,
  output_usd: usd,
  cached_usd: usd.default(0),
});
export type Price = z.infer<typeof Price>;

export const LIST_PRICES: readonly Price[] = [
  { model: "opus", input_usd: 5, output_usd: 25, cached_usd: 0.5 },
  { model: "sonnet", input_usd: 3, output_usd: 15, cached_usd: 0.3 },
  { model: "haiku", input_usd: 1, output_usd: 5, cached_usd: 0.1 },
];

/** For a model that is on no list. */
export const DEAREST: Omit<Price, "model"> = { input_usd: 5, output_usd: 25, cached_usd: 0.5 };
