/**
 * `[[models]]`: what a model can do, for the `requires::` of scenario files. The list below is cautious and from general knowledge
 * (November 2026), not read off each vendor's page: an alias moves, and a requirement that these figures meet should be met by what
 * comes after. An entry of the owner replaces one of them, and names what does not stand here.
 */
import * as z from "zod";
import { flag, word } from "./section.ts";

export const Model = z.strictObject({
  /** The alias; of `provider/model` the part after the slash is enough. */
  model: word(100),
  /** How much it reads at once, in tokens. */
  context_tokens: z.int().min(0).max(1_000_000_000),
  /** Whether it can call tools. */
  tools: flag(true),
});
export type Model = z.infer<typeof Model>;

export const KNOWN_MODELS: readonly Model[] = [
  { model: "opus", context_tokens: 200_000, tools: true },
  { model: "sonnet", context_tokens: 200_000, tools: true },
  { model: "haiku", context_tokens: 200_000, tools: true },
  { model: "gpt-5.4", context_tokens: 272_000, tools: true },
  { model: "gpt-5.4-mini", context_tokens: 272_000, tools: true },
  { model: "pro", context_tokens: 1_000_000, tools: true },
  { model: "flash", context_tokens: 1_000_000, tools: true },
  { model: "kimi", context_tokens: 256_000, tools: true },
  { model: "glm-5", context_tokens: 200_000, tools: true },
  { model: "glm-5-turbo", context_tokens: 200_000, tools: true },
  // adf-repair: a search, which reads the whole repository and calls nothing.
  { model: "search", context_tokens: 0, tools: false },
];
