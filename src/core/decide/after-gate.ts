/** What follows a review or a verification: merge, close, or back to the developer with the findings. */
import type { Finding, Verdict } from "../../contract/outputs.ts";
import type { JobReport } from "../../contract/runner.ts";
import { reviewBody, sentBack, verifiedClosing } from "../comment/comment.ts";
import { cutAt } from "../comment/quiet.ts";
import { type GateDecision, judge } from "../review/verdict.ts";
import { type Job, NOT_THE_AGENT } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { carryOut } from "./agent-requests.ts";
import type { Draft } from "./draft.ts";
import { CONFLICT } from "./on-claim.ts";
import type { Again } from "./on-report.ts";
import { hasAttemptLeft, mergeNow, sendBack } from "./phases.ts";

export function afterReview(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const sha = job.head_sha;
  if (sha === null || item.pull_request === null)
    throw new Error(`review ${job.id} has no head or no pull request`);
  if (report.outputs !== null) carryOut(draft, item, job, { ...report.outputs, dispatch: [] });
  if (report.outcome === "merge_conflict") {
    const message = `${CONFLICT} with ${draft.context.project.branch}: ${report.detail}`;
    const finding: Finding = { severity: "major", message: cutAt(message, 4_000) };
    return red(draft, item, job, sha, report, "The change no longer merges.", [finding]);
  }
  const decision = judge(report.outputs?.verdict, sha);
  if (report.outcome !== "success" || (!decision.pass && decision.reason !== "failed")) {
    // A machine that failed or was stopped says nothing about the change.
    if (!NOT_THE_AGENT.has(report.outcome)) {
      status(draft, item, job, sha, "failure", decision.pass ? report.detail : decision.summary);
    }
    return again(draft, draft.putItem(item), job);
  }
  if (!decision.pass) return red(draft, item, job, sha, report, decision.summary, decision.findings);
  green(draft, item, job, sha, report.outputs?.verdict, decision);
}

function green(
  draft: Draft,
  item: WorkItem,
  job: Job,
  sha: string,
  verdict: Verdict | undefined,
  decision: GateDecision,
): void {
  const pull = item.pull_request ?? 0;
  const judged = { sha, passed: true, by: job.agent };
  status(draft, item, job, sha, "success", decision.summary);
  review(draft, item, job, sha, true, decision.summary, verdict);
  draft.log("review.passed", { issue: item.issue, pull_request: pull, agent: job.agent, head_sha: sha });
  if (item.subject === "pull") {
    // A person's pull request is judged when asked and merged by a person.
    draft.putItem({ ...item, judged, phase: "reporting" });
    return;
  }
  mergeNow(draft, { ...item, judged });
}

function red(
  draft: Draft,
  item: WorkItem,
  job: Job,
  sha: string,
  report: JobReport,
  summary: string,
  findings: readonly Finding[],
): void {
  const judged = { sha, passed: false, by: job.agent };
  status(draft, item, job, sha, "failure", summary);
  review(draft, item, job, sha, false, summary, report.outputs?.verdict);
  draft.log("review.failed", {
    issue: item.issue,
    pull_request: item.pull_request ?? 0,
    agent: job.agent,
    head_sha: sha,
    reason: summary,
    findings: findings.length,
  });
  if (item.subject === "pull") {
    draft.putItem({ ...item, phase: "reporting" });
    return;
  }
  if (hasAttemptLeft(draft, item)) {
    draft.effect(item.id, {
      kind: "comment",
      account: "coordinator",
      issue: item.pull_request ?? item.issue,
      body: sentBack(item.agent, item, summary),
      root: item.root,
      hop: item.hop,
    });
  }
  sendBack(draft, { ...item, judged }, findings, summary);
}

export function afterVerify(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const decision = judge(report.outputs?.verdict, report.base_sha ?? "");
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
  draft.effect(item.id, { kind: "close_issue", account: "coordinator", issue: item.issue });
}

function status(
  draft: Draft,
  item: WorkItem,
  job: Job,
  sha: string,
  state: "success" | "failure",
  summary: string,
): void {
  draft.effect(item.id, {
    kind: "status",
    account: draft.account(job.agent),
    sha,
    state,
    context: draft.context.config.review_gate.context,
    description: cutAt(summary.replaceAll("\n", " "), 140),
  });
}

function review(
  draft: Draft,
  item: WorkItem,
  job: Job,
  sha: string,
  pass: boolean,
  summary: string,
  verdict: Verdict | undefined,
): void {
  draft.effect(item.id, {
    kind: "review",
    account: draft.account(job.agent),
    pull_request: item.pull_request ?? 0,
    sha,
    event: pass ? "APPROVED" : "REQUEST_CHANGES",
    body: reviewBody(pass, summary, verdict),
  });
}
