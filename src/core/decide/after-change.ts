/** What follows the end of a change job: a pull request, a claim to verify, a question, or another attempt. */
import type { JobReport } from "../../contract/runner.ts";
import { pullBody, verifyWanted } from "../comment/comment.ts";
import { quiet } from "../comment/quiet.ts";
import { steeringFiles } from "../policy/steering.ts";
import { isConflict } from "../review/conflict.ts";
import { familyOf } from "../routing/family.ts";
import { type Job, NOT_THE_AGENT } from "../work/job.ts";
import { isSame, progressOf } from "../work/progress.ts";
import type { WorkItem } from "../work/work-item.ts";
import { carryOut } from "./agent-requests.ts";
import type { Draft } from "./draft.ts";
import type { Again } from "./on-report.ts";
import { park, queueJob } from "./phases.ts";

export function afterChange(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const { outputs } = report;
  if (outputs !== null) carryOut(draft, item, job, outputs);
  const moved = report.head_sha !== null && report.head_sha !== item.head_sha;
  const now = counted(
    withAuthor(withModel(withWork(item, report), job, report), item, job, report),
    job,
    report,
  );
  switch (report.outcome) {
    case "success":
      if (moved) return deliver(draft, now, job, report);
      // An earlier attempt pushed and then failed: its commits are the work, and nobody has looked at them yet.
      if (now.head_sha !== null && now.pull_request === null)
        return deliver(draft, { ...now, idle_attempts: 0 }, job, report);
      return again(draft, draft.putItem(now), job);
    case "question":
      return park(draft, now, outputs?.question?.body ?? "The agent asked for a person without saying why.");
    case "verified":
      return verify(draft, now, job, report, again);
    default:
      return again(draft, draft.putItem(now), job);
  }
}

/** Which model wrote the head; nobody, where its CLI does not say. */
function withModel(item: WorkItem, { agent, route }: Job, report: JobReport): WorkItem {
  if (report.head_sha === null) return item;
  const { wrote: _before, ...rest } = item;
  if (report.model === null || route === null) return rest;
  return { ...rest, wrote: { agent, cli: route.cli, model: route.model, answered: report.model } };
}

/** What came to the branch takes the place of what was kept beside it. */
function withWork(item: WorkItem, { head_sha, checkpoint_sha, changed_files }: JobReport): WorkItem {
  if (head_sha !== null) {
    const { checkpoint_sha: _finished, steers: _before, ...rest } = item;
    const steers = steeringFiles(changed_files);
    return { ...rest, head_sha, ...(steers.length > 0 ? { steers } : {}) };
  }
  return checkpoint_sha === null ? item : { ...item, checkpoint_sha };
}

/** The model that answered wrote it, whatever was asked for; what began anew from the target branch has no other author. */
function withAuthor(item: WorkItem, before: WorkItem, job: Job, report: JobReport): WorkItem {
  const family = familyOf(report.model ?? job.route?.model ?? "");
  if (family === null || (report.head_sha === null && report.checkpoint_sha === null)) return item;
  const others = before.findings.some(isConflict) ? [] : (before.written_by ?? []);
  return { ...item, written_by: [...new Set([...others, family])] };
}

/** Progress is what changed, whatever the exit code said (failure row 7); a machine's failure says nothing of it. */
function counted(item: WorkItem, job: Job, report: JobReport): WorkItem {
  const stood = job.before === undefined || isSame(job.before, progressOf(item));
  if (!stood) return { ...item, idle_attempts: 0 };
  return NOT_THE_AGENT.has(report.outcome) ? item : { ...item, idle_attempts: item.idle_attempts + 1 };
}

function deliver(draft: Draft, item: WorkItem, job: Job, report: JobReport): void {
  const asked = report.outputs?.pull_request;
  const put = draft.putItem({ ...item, phase: "delivering", gate_attempts: 0 });
  draft.effect(put.id, {
    kind: "open_pull",
    account: draft.account(job.agent),
    branch: put.branch,
    base: draft.context.project.branch,
    title: quiet(asked?.title ?? put.title, 200),
    body: pullBody(
      put,
      asked?.body ?? report.outputs?.summary ?? "The agent left no description.",
      report.outputs_problem,
    ),
  });
  draft.log("change.pushed", {
    issue: put.issue,
    agent: job.agent,
    job: job.id,
    attempt: job.attempt,
    head_sha: report.head_sha,
    files: report.changed_files.length,
  });
}

/** The claim is re-run by a QA agent, or by the reviewer where there is none; never by the one who made it. */
function verify(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const claimed = report.outputs?.verified;
  const checker =
    draft.context.agents.find((a) => a.role === "qa" && a.enabled && a.name !== job.agent) ??
    draft.context.agents.find((a) => a.role === "reviewer" && a.enabled && a.name !== job.agent);
  if (claimed === undefined) return again(draft, draft.putItem(item), job);
  const claim = {
    summary: claimed.summary,
    commands: claimed.commands.map((c) => ({ argv: c.argv, exit_code: c.exit_code })),
  };
  if (checker === undefined) {
    return park(
      draft,
      { ...item, claim },
      "The developer says that nothing has to change, and no other agent is there to check it.",
    );
  }
  const put = draft.putItem({ ...item, claim, gate_attempts: 0 });
  draft.effect(put.id, {
    kind: "comment",
    account: draft.account(job.agent),
    issue: put.issue,
    body: verifyWanted(checker.name, claim),
    root: put.root,
    hop: put.hop,
    job: job.id,
    agent: job.agent,
    ...(job.epoch === null ? {} : { epoch: job.epoch }),
  });
  queueJob(draft, put, "verify", checker.name);
}
