/** What follows the project's own commands on a merge result: a gate that is green or red, or another try of the machine. */
import type { JobReport } from "../../contract/runner.ts";
import { fenced } from "../comment/quiet.ts";
import { MERGE_GATE } from "../review/gate.ts";
import { gateOf, type Job, NOT_THE_AGENT } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { conflicted } from "./after-gate.ts";
import type { Draft } from "./draft.ts";
import { endGate } from "./gates.ts";
import type { Again } from "./on-report.ts";

/** The commands' word alone counts: whatever file the tested code left, nobody reads a verdict from it. */
export function afterCheck(draft: Draft, item: WorkItem, job: Job, report: JobReport, again: Again): void {
  const gate = gateOf(job);
  const merges = item.phase === "review";
  if (report.outcome === "merge_conflict" && merges) return conflicted(draft, item, job, report);
  // What is proved is on the branch already: a conflict there is a fault of the machine, and sends no change back.
  if (NOT_THE_AGENT.has(report.outcome) || report.outcome === "merge_conflict")
    return again(draft, draft.putItem(item), job);
  const ids = {
    issue: item.issue,
    pull_request: item.pull_request ?? 0,
    gate,
    head_sha: job.head_sha,
    ...(merges ? {} : { after_merge: true }),
  };
  if (report.outcome === "success") {
    const summary =
      gate === MERGE_GATE
        ? `It merges into \`${draft.context.project.branch}\`.`
        : `The project's own commands succeed ${where(draft, item)}.`;
    draft.log("review.passed", ids);
    return endGate(draft, item, gate, { state: "green", summary, findings: [] });
  }
  const summary = `The project's own commands ${HOW[report.outcome] ?? "fail"} ${where(draft, item)}.`;
  draft.log("review.failed", { ...ids, reason: summary, findings: 1 });
  attach(draft, item, job, summary, report.detail);
  const message = `${summary} The end of what they printed:\n${report.detail}`.slice(0, 4_000);
  endGate(draft, item, gate, { state: "red", summary, findings: [{ severity: "major", message }] });
}

const where = (draft: Draft, { phase }: WorkItem): string =>
  phase === "proving" ? `on \`${draft.context.project.branch}\`` : "on the merge result";

const HOW: Partial<Record<JobReport["outcome"], string>> = {
  timed_out: "did not end in time",
  stalled: "fell silent",
  output_limit: "printed without end",
  guard_denied: "did what the guard refuses",
};

/** People find the output where the change is. */
function attach(draft: Draft, item: WorkItem, job: Job, summary: string, output: string): void {
  draft.effect(item.id, {
    kind: "comment",
    account: "coordinator",
    issue: item.pull_request ?? item.issue,
    body: `${summary}\n\n${fenced(output.replaceAll("<!--", "<! --"))}`,
    root: item.root,
    hop: item.hop,
    job: job.id,
    ...(job.epoch === null ? {} : { epoch: job.epoch }),
  });
}
