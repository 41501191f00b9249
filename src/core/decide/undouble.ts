/**
 * A request that we gave up may be carried out late, beside the one that took its place: then a comment or an issue of ours
 * stands there twice. The first stays, and is what its effect came to; the later is taken away.
 */
import type { Effect, EffectAction, EffectResult } from "../effect/effect.ts";
import type { Person } from "../event/event.ts";
import type { Draft } from "./draft.ts";

const UNDOUBLE = "undouble:";
export const undoubles = (effect: string): boolean => effect.startsWith(UNDOUBLE);

/** What a try came to, unless one before it is known by its event, and came first. */
export function firstOf(draft: Draft, effect: Effect, result: EffectResult): EffectResult {
  const { account, kind } = effect.action;
  const what = kind === "comment" ? kind : "issue";
  const [seen, made] = [effect.result?.[what], result[what]];
  if (seen === undefined || made === undefined || seen === made) return result;
  const at = Math.max(seen, made);
  const away: EffectAction =
    kind === "comment"
      ? { kind: "delete_comment", account, comment: at }
      : { kind: "close_issue", account, issue: at };
  draft.effect(effect.item, away, `${UNDOUBLE}${what}:${at}`);
  return { ...result, [what]: Math.min(seen, made) };
}

/**
 * What an effect wrote came back as an event and confirms it. True: it stands there twice. A marker can be copied with its text, so
 * it counts only under an account of ours.
 */
export function isDouble(draft: Draft, id: string, result: EffectResult, author: Person): boolean {
  const effect = draft.snapshot.effect(id);
  if (effect === undefined || !draft.snapshot.trust.accounts.has(author.id)) return false;
  const first = firstOf(draft, effect, result);
  // Whatever became of the effect: one that was given up, or put back among the proposals, may have been written by requests that
  // nobody heard of any more. And of three, the third is held against the first, not against the one just taken away.
  if (first.issue !== effect.result?.issue || first.comment !== effect.result?.comment)
    draft.putEffect({ ...effect, result: { ...effect.result, ...first } });
  return first !== result;
}
