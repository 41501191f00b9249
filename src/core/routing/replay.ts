/** A stored decision made again with other scenarios: whether it would stay, and what would change. */
import type { RouteGiven, TakenRoute } from "../../contract/routing.ts";
import { fingerprint } from "./fingerprint.ts";
import { inputAgain } from "./given.ts";
import { route } from "./route.ts";
import type { ScenarioSet } from "./scenario-set.ts";

export const COMPARED = ["tier", "provider", "model", "cli"] as const;

/** Why a decision cannot be made again. */
export type Lost = "text_gone" | "text_changed" | "given_not_kept";

export const LOST: Readonly<Record<Lost, string>> = {
  text_gone: "their text is no longer stored",
  text_changed: "their text is no longer the one that was routed",
  given_not_kept: "made by a build that did not keep what they were decided from",
};

export interface Changed {
  readonly job: string;
  readonly issue: number | null;
  readonly agent: string;
  readonly differs: readonly (typeof COMPARED)[number][];
  readonly before: TakenRoute["route"];
  /** Null where no route could be taken any more. */
  readonly after: TakenRoute["route"] | null;
  readonly reason: string;
}

export type Replayed =
  | { readonly kind: "same" }
  | { readonly kind: "changed"; readonly change: Changed }
  | { readonly kind: "lost"; readonly lost: Lost };

export function replay(taken: TakenRoute, scenarios: ScenarioSet): Replayed {
  const { text, given, job, issue, agent, route: before } = taken;
  if (given === null) return { kind: "lost", lost: "given_not_kept" };
  if (text === null) return { kind: "lost", lost: "text_gone" };
  if (!isText(given, text)) return { kind: "lost", lost: "text_changed" };
  const decision = route(inputAgain(given, text, scenarios));
  if (!decision.ok) {
    const { reason } = decision.error;
    return { kind: "changed", change: { job, issue, agent, differs: COMPARED, before, after: null, reason } };
  }
  const { tier, provider, model, cli, reason } = decision.value;
  const after = { tier, provider, model, cli };
  const differs = COMPARED.filter((key) => before[key] !== after[key]);
  return differs.length === 0
    ? { kind: "same" }
    : { kind: "changed", change: { job, issue, agent, differs, before, after, reason } };
}

const isText = (given: RouteGiven, text: string): boolean => fingerprint([text]) === given.text;

/** Whether the text that is stored now is the one that was routed. */
export const isRouted = ({ text, given }: TakenRoute): boolean =>
  text !== null && given !== null && isText(given, text);
