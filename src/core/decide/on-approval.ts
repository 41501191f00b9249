/** A person says yes or no to what the factory wants to write. Only what is `proposed` can be decided. */
import type { ApprovalAnswer, ApprovalRequest } from "../../contract/approval.ts";
import type { Effect, EffectKind } from "../effect/effect.ts";
import { written } from "../effect/written.ts";
import { type Changes, Draft } from "./draft.ts";
import { finishReport } from "./on-effect.ts";
import { cancelClosed, cancelJob, park, withdraw } from "./phases.ts";
import type { Snapshot } from "./snapshot.ts";
import { undoubles } from "./undouble.ts";

/** Beside the work: without one of these it still goes on. Without any other the work itself was refused. */
const BESIDE: ReadonlySet<EffectKind> = new Set(["comment", "add_labels", "create_issue", "reopen_issue"]);

export function onApproval(
  snapshot: Snapshot,
  { approve, deny, by }: ApprovalRequest,
): { readonly answer: ApprovalAnswer; readonly changes: Changes } {
  const draft = new Draft(snapshot, "under_way");
  return { answer: judgeEffects(draft, { approve, deny, by }), changes: draft.changes() };
}

export function judgeEffects(draft: Draft, { approve, deny, by }: ApprovalRequest): ApprovalAnswer {
  const answer: ApprovalAnswer = { approved: [], denied: [], refused: [] };
  // A no counts before a yes: who says both in one breath has not agreed.
  for (const id of new Set(deny)) {
    const effect = waiting(draft, id, answer);
    if (effect === null) continue;
    onDenied(draft, effect, by);
    answer.denied.push(id);
  }
  for (const id of new Set(approve)) {
    const effect = waiting(draft, id, answer);
    if (effect === null) continue;
    draft.putEffect({ ...effect, state: "pending", approved_by: by, not_before: draft.now });
    draft.log("effect.approved", { effect: id, kind: effect.action.kind, by, ...issueOf(draft, effect) });
    answer.approved.push(id);
  }
  return answer;
}

function waiting(draft: Draft, id: string, answer: ApprovalAnswer): Effect | null {
  const effect = draft.effectNow(id);
  if (effect?.state === "proposed") return effect;
  if (answer.denied.includes(id)) return null;
  const reason = effect === undefined ? "there is no effect of that id" : `it is ${WORDS[effect.state]}`;
  answer.refused.push({ id, reason });
  return null;
}

const WORDS: Readonly<Record<Effect["state"], string>> = {
  proposed: "waiting",
  pending: "approved already and waits for the forge",
  applying: "being written at this moment",
  done: "written already",
  dead: "refused already",
};

function issueOf(draft: Draft, effect: Effect): { issue?: number } {
  const issue = effect.item === null ? undefined : draft.item(effect.item)?.issue;
  if (issue !== undefined) return { issue };
  return "issue" in effect.action ? { issue: effect.action.issue } : {};
}

function onDenied(draft: Draft, effect: Effect, by: string): void {
  const { kind } = effect.action;
  draft.putEffect({ ...effect, state: "dead", error: `denied by ${by}` });
  draft.log("effect.denied", { effect: effect.id, kind, by, reason: "denied", ...issueOf(draft, effect) });
  const item = effect.item === null ? undefined : draft.item(effect.item);
  if (item === undefined || item.phase === "parked" || item.phase === "done" || item.phase === "cancelled")
    return;
  if (BESIDE.has(kind) || undoubles(effect.id)) return finishReport(draft, item);
  const reason = `\`${by}\` said no to this step: ${written(effect.action).what}.`;
  for (const job of draft.liveJobsOf(item.id)) cancelJob(draft, job, reason);
  // What was to follow the denied step must not be written without it.
  withdraw(draft, item, `${effect.id} before it was denied`, (e) => e.seq > effect.seq);
  if (kind === "close_issue" || !cancelClosed(draft, item))
    park(draft, item, `${reason} What should be done instead?`);
}
