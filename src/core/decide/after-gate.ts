/** What follows a review or a verification: merge, close, or back to the developer with the findings. */
import type { Finding } from "../../contract/outputs.ts";
import type { JobReport } from "../../contract/runner.ts";
import { verifiedClosing } from "../comment/comment.ts";
import { cutAt, fenced } from "../comment/quiet.ts";
import { CONFLICT } from "../review/conflict.ts";
import { judge } from "../review/verdict.ts";
import { gateOf, type Job, NOT_THE_AGENT } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { carryOut } from "./agent-requests.ts";
import type { Draft } from "./draft.ts";
import { endGate, endInConflict, showRed } from "./gates.ts";
import type { Again } from "./on-report.ts";
import { sendBack } from "./phases.ts";

export function afterReview(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const sha = job.head_sha;
  if (sha === null || item.pull_request === null)
    throw new Error(`review ${job.id} has no head or no pull request`);
  const gate = gateOf(job);
  if (report.outputs !== null) carryOut(draft, item, job, { ...report.outputs, dispatch: [] });
  if (report.outcome === "merge_conflict") return conflicted(draft, item, job, report);
  const verdict = report.outputs?.verdict;
  // Who is asked about somebody's pull request judges the work of a person; in all else nobody judges his own.
  const author = item.subject === "pull" ? null : item.agent;
  const decision = judge(verdict, sha, { by: job.agent, author });
  if (report.outcome !== "success" || (!decision.pass && decision.reason !== "failed")) {
    // A machine that failed or was stopped says nothing about the change.
    if (!NOT_THE_AGENT.has(report.outcome))
      showRed(draft, item, gate, sha, decision.pass ? report.detail : decision.summary);
    return again(draft, draft.putItem(item), job);
  }
  const state = decision.pass ? "green" : "red";
  noteEnd(draft, item, job, state, decision.summary, decision.findings);
  endGate(draft, item, gate, { state, summary: decision.summary, findings: decision.findings, verdict });
}

/** The runner could not make the merge that was to be judged. */
export function conflicted(draft: Draft, item: WorkItem, job: Job, report: JobReport): void {
  // The hunks are for the developer and for people; a log line has room for what is in conflict.
  const [what = "", ...hunks] = report.detail.split("\n");
  const first = cutAt(`${CONFLICT} with ${draft.context.project.branch}: ${what}`, 900);
  const shown = hunks.length === 0 ? "" : `\n${fenced(cutAt(hunks.join("\n"), 3_000))}`;
  const finding: Finding = { severity: "major", message: `${first}${shown}` };
  noteEnd(draft, item, job, "red", cutAt(first, 300), [finding]);
  endInConflict(draft, item, gateOf(job), finding);
}

function noteEnd(
  draft: Draft,
  item: WorkItem,
  job: Job,
  state: "green" | "red",
  reason: string,
  findings: readonly Finding[],
): void {
  const { issue, pull_request, head_sha } = { ...item, ...job };
  const ids = { issue, pull_request: pull_request ?? 0, agent: job.agent, gate: gateOf(job), head_sha };
  if (state === "green") draft.log("review.passed", ids);
  else draft.log("review.failed", { ...ids, reason, findings: findings.length });
}

export function afterVerify(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const decision = judge(report.outputs?.verdict, report.base_sha ?? "", {
    by: job.agent,
    author: item.agent,
  });
  if (report.outcome !== "success" || (!decision.pass && decision.reason !== "failed")) {
    return again(draft, draft.putItem(item), job);
  }
  if (!decision.pass || item.claim === null) {
    draft.log("verify.failed", { issue: item.issue, agent: job.agent, reason: decision.summary });
    sendBack(draft, { ...item, claim: null }, decision.findings, decision.summary);
    return;
  }
  draft.log("verify.passed", { issue: item.issue, agent: job.agent });
  draft.putItem({ ...item, phase: "merging" });
  draft.effect(item.id, {
    kind: "comment",
    account: draft.account(job.agent),
    issue: item.issue,
    body: verifiedClosing(item.claim, decision.summary),
    root: item.root,
    hop: item.hop,
  });
  draft.close(item);
}
