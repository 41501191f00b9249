/** The gate `qa`: the project's own commands on the merge result, run without a model. */
import { describe, expect, it } from "vitest";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import {
  askedUnder,
  forgeDoes,
  HEAD,
  inReview,
  mustClaim,
  only,
  passes,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import { report, verdict } from "../../support/core/scene.ts";

function delivered(
  commands: readonly string[] = ["npm test"],
  own: Record<string, unknown> = {},
): MemoryProject {
  const gates = { review_gate: ["reviewer", "qa"], ...own };
  return inReview(askedUnder({ review_gate: { commands } }, gates));
}
/** The check is before the review in the queue. */
const checks = (
  project: MemoryProject,
  outcome: "success" | "exit_code" | "infra" | "timed_out",
  detail = "not ok 3 - adds",
) => run(project, report(outcome, { detail, exit_code: outcome === "success" ? 0 : 1 }));

describe("the gate qa", () => {
  it("is a job of its own on the merge result, with the commands as its script and no model", () => {
    const offer = mustClaim(delivered(["npm ci", "npm test"]));
    expect(offer).toMatchObject({ kind: "check", agent: "qa", provider: "none", model: "none" });
    expect(offer.checkout).toMatchObject({ from: "merge", head_sha: HEAD });
    expect(offer.prompt).toMatch(/sh -c 'npm ci'.*\n.*sh -c 'npm test'/);
  });

  it("takes what a project says before what all do, and else what the repository's summary names", () => {
    expect(mustClaim(delivered(["npm test"], { qa_commands: ["make test"] })).prompt).toContain("make test");
    const project = askedUnder({}, { review_gate: "qa" });
    project.summary = { state: "offered", pull_request: 3, text: "## Test\n\n- `cargo test` (Cargo.toml)\n" };
    run(project, report("success", { head_sha: HEAD }));
    forgeDoes(project);
    expect(mustClaim(project).prompt).toContain("sh -c 'cargo test'");
  });

  it("that has nothing to run asks a person, and goes on when it has", () => {
    const project = delivered([]);
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("does not know what to run");
  });

  it("passes with the reviewer, and only then is merged", () => {
    const project = delivered();
    checks(project, "success");
    expect(only(project).phase).toBe("review");
    passes(project);
    expect(only(project)).toMatchObject({ phase: "merging", judged: { by: "reviewer, qa" } });
  });

  it("that fails sends back with the end of the output, which stands on the pull request too", () => {
    const project = delivered();
    checks(project, "exit_code");
    passes(project);
    expect(only(project).phase).toBe("change");
    expect(said(project).filter((body) => body.includes("not ok 3 - adds"))).toHaveLength(1);
    expect(mustClaim(project).prompt).toContain("not ok 3 - adds");
    expect(waiting(project, "review")).toHaveLength(1);
  });

  it("is red too when the commands hang, and tried again when the machine failed", () => {
    const slow = delivered();
    checks(slow, "timed_out");
    passes(slow);
    expect(only(slow).phase).toBe("change");
    const broken = delivered();
    checks(broken, "infra", "disk full");
    expect(only(broken).phase).toBe("review");
    checks(broken, "success");
    passes(broken);
    expect(only(broken).phase).toBe("merging");
  });

  it("reads no verdict from a file that the tested code left", () => {
    const project = delivered();
    run(project, report("exit_code", { detail: "not ok", outputs: verdict("pass", HEAD) }));
    passes(project);
    expect(only(project).phase).toBe("change");
  });
});
