/** What passed which gate: by accepted reports and by the forge's checks, and not by what the brain noted of them. */
import type { JobReport } from "../../../src/contract/runner.ts";
import type { Job } from "../../../src/core/work/job.ts";
import type { WorkItem } from "../../../src/core/work/work-item.ts";
import type { ObservedProject } from "./observed-project.ts";
import type { SimForge } from "./sim-forge.ts";

export class Gates {
  readonly #project: ObservedProject;
  readonly #forge: SimForge;
  /** By head, the gates that it passed. */
  readonly #passed = new Map<string, Set<string>>();
  /** Issues whose claim that nothing must change was run again by another agent. */
  readonly verified = new Set<number>();

  constructor(project: ObservedProject, forge: SimForge) {
    this.#project = project;
    this.#forge = forge;
  }

  /** The gates that `sha` has not passed. */
  missing(sha: string): string[] {
    return this.#wanted().filter((gate) =>
      gate === "ci" ? !this.#ciPassed(sha) : this.#passed.get(sha)?.has(gate) !== true,
    );
  }

  ciFailed(sha: string | null): boolean {
    if (!this.#wanted().includes("ci")) return false;
    const checks = this.#forge.checks.get(sha ?? "") ?? [];
    return checks.some((c) => c.context === "ci/test" && c.state === "failure");
  }

  /** A report that was accepted. */
  reported(job: Job, item: WorkItem | undefined, report: JobReport): void {
    if (report.outcome !== "success") return;
    if (job.kind === "check" && job.head_sha !== null) this.#pass(job.head_sha, "qa");
    const { verdict } = report.outputs ?? {};
    const severe = verdict?.findings.some((f) => f.severity === "major" || f.severity === "critical");
    if (verdict === undefined || verdict.result === "fail" || severe === true) return;
    if (job.kind === "review" && verdict.head_sha === job.head_sha && job.agent !== item?.agent)
      this.#pass(verdict.head_sha, job.agent);
    if (job.kind === "verify" && item !== undefined && job.agent !== item.agent)
      this.verified.add(item.issue);
  }

  #wanted(): string[] {
    const { project, config } = this.#project.context;
    return [project.review_gate ?? config.review_gate.agent].flat();
  }

  #pass(sha: string, gate: string): void {
    this.#passed.set(sha, new Set([...(this.#passed.get(sha) ?? []), gate]));
  }

  #ciPassed(sha: string): boolean {
    const checks = this.#forge.checks.get(sha)?.filter((c) => !c.context.startsWith("adf/")) ?? [];
    return checks.length > 0 && checks.every((c) => c.state === "success");
  }
}
