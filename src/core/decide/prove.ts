/**
 * After a merge: the project's commands and the forge's checks run once more, on the target branch itself. Green closes the issue.
 * Red undoes the merge by a pull request of its own, which has to pass the gates like any other, and leaves the issue open with
 * the evidence.
 */

import type { JobReport } from "../../contract/runner.ts";
import { mainBroken, merged, revertBody, reverted } from "../comment/comment.ts";
import { cutAt, quiet } from "../comment/quiet.ts";
import {
  beginRound,
  findingsOf,
  type GateKind,
  gatesOf,
  kindOf,
  type Round,
  stateOf,
  summaryOf,
} from "../review/gate.ts";
import { type Job, NOT_THE_AGENT } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { commandsOf, FACTORY } from "./house.ts";
import { letMerge } from "./merge-turn.ts";
import { newItem } from "./new-item.ts";
import type { Again } from "./on-report.ts";
import { park, queueJob, withdraw } from "./phases.ts";

interface Proof {
  readonly gate: string;
  readonly kind: GateKind;
}

/** The forge confirmed the merge, with the commit in the history of the target branch. */
export function afterMerge(draft: Draft, item: WorkItem, merged_sha: string): void {
  const put = draft.putItem({ ...item, merged_sha });
  draft.log("pull.merged", { issue: put.issue, pull_request: put.pull_request ?? 0, merged_sha });
  if (put.subject === "revert") return endRevert(draft, put);
  prove(draft, put, merged_sha);
}

/** Begins the proof of what is merged, from its start; where nothing can prove it, it is closed. */
export function prove(draft: Draft, item: WorkItem, merged_sha: string): void {
  const proofs = proofsOf(draft);
  if (proofs.length === 0) return close(draft, item);
  let next: WorkItem = {
    ...item,
    phase: "proving",
    gate_attempts: 0,
    round: beginRound(merged_sha, proofs, draft.now, undefined),
  };
  next = draft.putItem(next);
  for (const { gate, kind } of proofs) if (kind === "commands") next = queueJob(draft, next, "check", gate);
  holdMerges(draft, `The merge for #${item.issue} is proved first.`);
}

/** A merge that nobody has begun to write waits for its turn again: with two at once nobody could say which broke the branch. */
function holdMerges(draft: Draft, why: string): void {
  for (const item of draft.items()) {
    if (item.phase !== "merging") continue;
    const merge = draft.openEffects(item.id).find((e) => e.action.kind === "merge");
    if (merge === undefined || merge.state === "applying" || merge.attempts > 0) continue;
    withdraw(draft, item, why, ({ id }) => id === merge.id);
    draft.putItem({ ...item, phase: "approved" });
  }
}

/** What needs no judgement can be asked of a merged commit too. */
function proofsOf(draft: Draft): readonly Proof[] {
  const { agents, config } = draft.context;
  if (!config.review_gate.after_merge) return [];
  return gatesOf(draft.context)
    .map((gate) => ({ gate, kind: kindOf(gate, agents) }))
    .filter(({ kind }) => kind === "ci" || (kind === "commands" && commandsOf(draft).length > 0));
}

/** The last proof has ended. */
export function endProof(draft: Draft, item: WorkItem, round: Round): void {
  if (stateOf(round) === "green") {
    draft.log("merge.proved", { issue: item.issue, merged_sha: item.merged_sha ?? "" });
    close(draft, item);
  } else undo(draft, item, round);
  letMerge(draft);
}

function close(draft: Draft, item: WorkItem): void {
  const put = draft.putItem({ ...item, phase: "merging" });
  draft.say(put, merged(put, put.merged_sha ?? ""));
  draft.close(put);
}

function undo(draft: Draft, item: WorkItem, round: Round): void {
  const merged_sha = item.merged_sha ?? "";
  const summary = summaryOf(round);
  const { project } = draft.context;
  draft.log("merge.broken", { issue: item.issue, merged_sha, reason: cutAt(summary, 300) });
  draft.say(item, mainBroken(project.branch, merged_sha, summary, findingsOf(round)));
  if (draft.issue(item.issue)?.state === "closed")
    draft.effect(item.id, { kind: "reopen_issue", account: "coordinator", issue: item.issue });
  draft.putItem({ ...item, phase: "done" });
  const wanted = {
    agent: { name: item.agent },
    number: item.issue,
    title: `Revert: ${item.title}`,
    is_pull: false,
    context: "",
    root: item.root,
    head_sha: null,
  };
  const revert: WorkItem = {
    ...newItem(draft, wanted, item.hop, null, item),
    subject: "revert",
    reverts: merged_sha,
  };
  queueJob(draft, { ...revert, branch: `adf/revert-${item.issue}-${revert.id}` }, "revert", FACTORY);
}

/** The runner has made the commit that undoes the merge, or could not. */
export function afterRevert(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  if (NOT_THE_AGENT.has(report.outcome)) return again(draft, draft.putItem(item), job);
  if (report.outcome !== "success" || report.head_sha === null) {
    const why = `${item.reverts} broke ${draft.context.project.branch} and cannot be undone by itself: ${cutAt(report.detail, 1_000)} A person has to mend it.`;
    return park(draft, item, why);
  }
  const put = draft.putItem({ ...item, phase: "delivering", head_sha: report.head_sha, gate_attempts: 0 });
  draft.effect(put.id, {
    kind: "open_pull",
    account: "coordinator",
    branch: put.branch,
    base: draft.context.project.branch,
    title: quiet(put.title, 200),
    body: revertBody(put),
  });
  draft.log("change.pushed", { issue: put.issue, agent: job.agent, job: job.id, head_sha: report.head_sha });
}

/** What was undone is to be done again: the issue is work once more, for whoever takes it next. */
function endRevert(draft: Draft, item: WorkItem): void {
  draft.say(item, reverted(item));
  const issue = draft.issue(item.issue);
  draft.putItem({ ...item, phase: "done" });
  if (issue?.state === "open") draft.putIssue({ ...issue, opened_at: draft.now + 1 });
  draft.log("merge.reverted", { issue: item.issue, merged_sha: item.reverts ?? "" });
  draft.setMeta({ coordinate_due: true });
}
