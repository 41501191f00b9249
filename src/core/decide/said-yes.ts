/** What a trusted person's plain answer decides: yes to a merge that waits for it, yes or no to what is proposed for an issue. */
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { approve } from "./merge-turn.ts";
import { judgeEffects } from "./on-approval.ts";

/** The whole first line, so that a sentence which only mentions the word decides nothing. */
const YES = /^\s*(?:yes|approved?|merge(?: it)?|go ahead)[.!]?\s*$/i;
const DECISION = /^\s*(approve|deny)((?:[\s,]+e\d+)*)\s*$/i;

const firstLine = (text: string): string => text.trim().split(/\r?\n/, 1)[0] ?? "";

/** True when the answer lets the merge go: asked for, and of the very head that passed. */
export function mergesOn(draft: Draft, item: WorkItem, answer: string): boolean {
  const { judged, pull_request, head_sha, waits_for } = item;
  if (waits_for !== "merge" || pull_request === null || !YES.test(firstLine(answer))) return false;
  const stands = draft.pull(pull_request)?.head_sha ?? head_sha;
  if (judged?.passed !== true || judged.sha !== stands) return false;
  draft.log("item.resumed", { issue: item.issue, agent: item.agent });
  const { waits_for: _, ...rest } = item;
  approve(draft, { ...rest, park_reason: null });
  return true;
}

/** In the mode `approve`: `approve`, `deny`, or either with the ids of effects, on the issue or its pull request. */
export function decidesOn(draft: Draft, item: WorkItem, said: string, by: string): boolean {
  const found = DECISION.exec(firstLine(said));
  if (found === null || draft.context.project.mode !== "approve") return false;
  const named: readonly string[] = found[2]?.match(/e\d+/gi)?.map((id) => id.toLowerCase()) ?? [];
  const waits = draft.openEffects(item.id).filter((e) => e.state === "proposed");
  const ids = waits.map((e) => e.id).filter((id) => named.length === 0 || named.includes(id));
  if (ids.length === 0) return false;
  const yes = found[1]?.toLowerCase() === "approve";
  judgeEffects(draft, { approve: yes ? ids : [], deny: yes ? [] : ids, by });
  return true;
}
