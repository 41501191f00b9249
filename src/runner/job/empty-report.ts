/** The report of a job that did not come as far as having results. */
import { Usage } from "../../contract/agent-run.ts";
import type { ReportedOutcome } from "../../contract/job.ts";
import type { JobReport } from "../../contract/runner.ts";
import type { PlanProblem } from "../agents/adapter.ts";
import { outcomeOf } from "../result/outcome.ts";

export function emptyReport(
  outcome: ReportedOutcome,
  detail: string,
  baseSha: string | null = null,
): JobReport {
  return {
    outcome,
    detail,
    exit_code: null,
    base_sha: baseSha,
    head_sha: null,
    checkpoint_sha: null,
    changed_files: [],
    outputs: null,
    outputs_problem: null,
    usage: Usage.parse({ seconds: 0 }),
    model: null,
    session: null,
    denials: 0,
    trouble: null,
  };
}

/** The report of a job whose agent was not even started, because its CLI could not have worked. */
export const troubledReport = (problem: PlanProblem, baseSha: string | null): JobReport => ({
  ...emptyReport(outcomeOf(problem.kind), problem.message, baseSha),
  trouble: { kind: problem.kind, retry_after_secs: null },
});
