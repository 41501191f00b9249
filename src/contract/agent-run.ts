/** What one run of an agent CLI cost, and what went wrong with the model behind it: the CLI's words in ours. */
import * as z from "zod";

const tokens = z.int().nonnegative().nullable().default(null);

/** All turns of one run together. Null is "not told", never "nothing". */
export const Usage = z.strictObject({
  /** Wall clock of the agent's process. */
  seconds: z.number().nonnegative(),
  /** Sent to the model and not answered from its cache. */
  input_tokens: tokens,
  /** Written by the model, its reasoning included. */
  output_tokens: tokens,
  /** Sent to the model and read from its cache, which costs less; not part of `input_tokens`. */
  cached_tokens: tokens,
  /** US dollars. */
  cost_usd: z.number().nonnegative().nullable().default(null),
  /** Who made the price: the CLI's own price list, or a table of prices of ours. Null where there is no price. */
  priced_by: z.enum(["cli", "table"]).nullable().default(null),
});
export type Usage = z.infer<typeof Usage>;

/**
 * Why a model could not be asked, whichever CLI asked it.
 *
 * throttled: too many requests for now; the same model answers later. quota: the plan or credit is used up.
 * auth: no login, a wrong key, no permission. overloaded: the provider says that it is too busy. server: it failed (5xx).
 * network: no connection, or one that broke off. unknown_model: the provider does not have it.
 * too_long: the conversation no longer fits the model. turn_limit, cost_limit: the CLI's own limit was reached.
 * refused: the CLI would not let the agent use a tool, and nothing came of the run.
 * no_answer: it ended, or had to be stopped, without a token of the model's and without saying why.
 */
export const TroubleKind = z.enum([
  "throttled",
  "quota",
  "auth",
  "overloaded",
  "server",
  "network",
  "unknown_model",
  "too_long",
  "turn_limit",
  "cost_limit",
  "refused",
  "no_answer",
]);
export type TroubleKind = z.infer<typeof TroubleKind>;

export const Trouble = z.strictObject({
  kind: TroubleKind,
  /** How long until it is worth asking this provider again, as it said itself; null when it did not say. */
  retry_after_secs: z.number().nonnegative().nullable(),
});
export type Trouble = z.infer<typeof Trouble>;
