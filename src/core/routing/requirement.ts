/**
 * `requires:: context=200k, tools`: what a tier needs of whoever works in it. Behaviour is asked for and not a model's id, so that
 * an alias may move; what is not known to meet it is passed over, because a model that cannot read the task answers all the same.
 */
import { KNOWN_MODELS, type Model } from "../../contract/config/models.ts";
import { err, ok, type Result } from "../result.ts";

export interface Requirement {
  /** The least it must read at once, in tokens; 0: any. */
  readonly context_tokens: number;
  readonly tools: boolean;
}

export const NOTHING_REQUIRED: Requirement = { context_tokens: 0, tools: false };

const UNITS = { "": 1, k: 1_000, m: 1_000_000 } as const;

/** Adds one item of the line to what is required so far; the error says what to write instead. */
export function require(so_far: Requirement, written: string): Result<Requirement, string> {
  if (/^tools$/i.test(written)) return ok({ ...so_far, tools: true });
  const [, count, unit = ""] = /^context\s*=\s*(\d{1,9})([km]?)$/i.exec(written) ?? [];
  if (count === undefined)
    return err(`"${written}" is no requirement; write \`context=200k\` (in tokens) or \`tools\``);
  const context_tokens = Number(count) * UNITS[unit.toLowerCase() as keyof typeof UNITS];
  return ok({ ...so_far, context_tokens: Math.max(so_far.context_tokens, context_tokens) });
}

/** Why this model does not do; null when it does. `models`: the owner's, which go before ours. */
export function unmet(
  { context_tokens, tools }: Requirement,
  model: string,
  models: readonly Model[],
): string | null {
  if (context_tokens === 0 && !tools) return null;
  const name = model.slice(model.lastIndexOf("/") + 1);
  const known = [...models, ...KNOWN_MODELS].find((one) => one.model === model || one.model === name);
  if (known === undefined)
    return `nobody says what ${model} can do, and this tier requires ${words({ context_tokens, tools })}; a [[models]] entry says it`;
  if (known.context_tokens < context_tokens)
    return `${model} reads ${known.context_tokens} tokens, and this tier requires ${context_tokens}`;
  return tools && !known.tools ? `${model} calls no tools, and this tier requires them` : null;
}

const words = ({ context_tokens, tools }: Requirement): string =>
  [...(context_tokens > 0 ? [`${context_tokens} tokens of context`] : []), ...(tools ? ["tools"] : [])].join(
    " and ",
  );
