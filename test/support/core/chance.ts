/** What the random walk draws: its steps by weight, one of many by number, and how a job's agent behaves. */
import { ReportedOutcome } from "../../../src/contract/job.ts";
import type { AgentOutputs } from "../../../src/contract/outputs.ts";
import type { JobReport } from "../../../src/contract/runner.ts";
import { isChange, type Job } from "../../../src/core/work/job.ts";
import type { WorkItem } from "../../../src/core/work/work-item.ts";
import { claimed, outputs, report, sha, verdict } from "./scene.ts";
import type { SmallForge } from "./small-forge.ts";

/** How often each step is taken, against the others: what moves work on most, what disturbs it less. */
export const WEIGHTS = {
  "open issue": 3,
  "change issue": 2,
  "close or reopen": 1,
  "delete issue": 1,
  mention: 3,
  stranger: 1,
  answer: 2,
  "own text": 1,
  "person's pull": 1,
  push: 1,
  "close pull": 1,
  deliver: 12,
  again: 2,
  "read blockers": 3,
  claim: 5,
  start: 3,
  finish: 6,
  work: 14,
  expire: 1,
  effect: 28,
  checks: 3,
  wait: 3,
  tick: 2,
} as const;

export const REFUSALS = [
  "conflict",
  "head_moved",
  "gone",
  "forbidden",
  "invalid",
  "draft",
  "checks_red",
  "gates_red",
  "checks_late",
  "checks_never",
  "by_rule",
] as const;
/** What people write to agents, well and badly. */
export const WORDS = [
  "@adf:developer do it",
  "@adf:second do it",
  "@adf:reviewer look",
  "@adf:qa-one check",
  "@adf:chief plan",
  "@adf:nobody",
  "@adf:",
];

export function pick<T>(from: readonly T[], at: number): T | undefined {
  return from.length === 0 ? undefined : from[at % from.length];
}

/** Mostly what an agent is asked for; now and then anything that the contract allows. */
export function randomReport(
  forge: SmallForge,
  items: ReadonlyMap<string, WorkItem>,
  job: Job,
  b: number,
  c: number,
): JobReport {
  const item = items.get(job.item);
  const head = job.head_sha ?? sha(1);
  const fits = b % 4 !== 0;
  const any = pick(ReportedOutcome.options, c) ?? "infra";
  const pushed = isChange(job.kind) && c % 5 !== 0 && item !== undefined ? forge.push(item.branch) : null;
  if (fits && job.kind === "check")
    return report(c % 3 === 0 ? "exit_code" : "success", {
      detail: "not ok",
      outputs: verdict("pass", head),
    });
  if (fits && !isChange(job.kind)) {
    const said = c % 3 === 0 ? verdict("fail", head, ["major"]) : verdict("pass", head);
    return report("success", { outputs: said, base_sha: head });
  }
  if (fits)
    return report(pushed === null ? "verified" : "success", {
      head_sha: pushed,
      outputs: pushed === null ? claimed() : null,
    });
  const said: AgentOutputs | null =
    [
      null,
      outputs({ question: { body: "Which one?" }, new_issues: [{ title: "Another", body: "One." }] }),
      claimed(),
      outputs({ comment: { body: "A word." }, dispatch: [{ agent: "reviewer", context: "look" }] }),
      verdict(c % 2 === 0 ? "pass" : "fail", head, c % 4 === 0 ? ["major"] : []),
      verdict("concerns", head, ["minor"]),
      verdict("pass", sha(2)),
    ][c % 7] ?? null;
  return report(any, { head_sha: pushed, outputs: said });
}
