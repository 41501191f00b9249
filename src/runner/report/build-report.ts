/** Puts a job's report together: bounded, and with every secret taken out. Pure but for the redactor given. */
import type { JobReport } from "../../contract/runner.ts";
import { steeringFiles } from "../../core/policy/steering.ts";
import type { Redactor } from "./redact.ts";

const LIMITS = { detail: 4_000, problem: 2_000, files: 300, file: 500 };

export function boundReport(report: JobReport, redactor: Redactor): JobReport {
  const clean = redactor.data(report);
  return {
    ...clean,
    detail: cut(clean.detail, LIMITS.detail),
    outputs_problem: clean.outputs_problem === null ? null : cut(clean.outputs_problem, LIMITS.problem),
    changed_files: telling(clean.changed_files).map((name) => cutWithin(name, LIMITS.file)),
    // The ids are ours, and a mask in the middle of one would be refused.
    base_sha: report.base_sha,
    head_sha: report.head_sha,
  };
}

/** Of more than fit those first that a person has to look at: an agent must not hide one behind hundreds of others. */
function telling(files: readonly string[]): string[] {
  if (files.length <= LIMITS.files) return [...files];
  const steering = new Set(steeringFiles(files));
  return [...steering, ...files.filter((name) => !steering.has(name))].slice(0, LIMITS.files);
}

/** Both ends of a path say what it is. */
function cutWithin(path: string, max: number): string {
  if (path.length <= max) return path;
  const half = Math.floor((max - 1) / 2);
  return `${cut(path, half)}${path.slice(-half).replace(/^[\uDC00-\uDFFF]/, "")}`;
}

/** Never leaves half of a surrogate pair, which some JSON readers refuse. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
