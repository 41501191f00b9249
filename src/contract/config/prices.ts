/**
 * `[[prices]]`: what a model costs, for agent CLIs that report tokens and no cost. An entry of the owner replaces the list below, whose
 * figures are those of the vendors' pages: platform.claude.com/docs/en/about-claude/pricing as it stood in autumn 2026, and for the
 * gpt models copies of OpenAI's page of May and June 2026, for prompts up to 272,000 tokens. An alias moves and the list does not, so
 * it holds the dearest model that the alias has meant since November 2025 (opus 4.5 to 5, sonnet 4.5 and 4.6, haiku 4.5; the newer
 * ones cost less): right for a cap, never an invoice. What it prices is marked so (`priced_by` is `list`).
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
  { model: "gpt-5.4", input_usd: 2.5, output_usd: 15, cached_usd: 0.25 },
  { model: "gpt-5.4-mini", input_usd: 0.75, output_usd: 4.5, cached_usd: 0.075 },
];

/** For a model that is on no list. */
export const DEAREST: Omit<Price, "model"> = { input_usd: 5, output_usd: 25, cached_usd: 0.5 };
