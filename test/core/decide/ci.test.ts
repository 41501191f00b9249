/** The gate `ci`: the forge's own checks at the exact head, waited for within a bound. */
import { describe, expect, it } from "vitest";
import { awaitedChecks } from "../../../src/core/decide/on-checks.ts";
import type { Check } from "../../../src/core/review/checks.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import {
  asked,
  askedUnder,
  HEAD,
  inReview,
  mustClaim,
  only,
  passes,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import { contextWith, report, sha, verdict } from "../../support/core/scene.ts";

const check = (state: Check["state"], context = "ci/test"): Check => ({
  context,
  state,
  description: "2 of 9 failed",
  target_url: "http://ci.test/7",
});

function delivered(review_gate: unknown = ["reviewer", "ci"]): MemoryProject {
  return inReview(askedUnder({}, { review_gate }));
}
const reads = (project: MemoryProject, ...checks: Check[]) => project.readChecks([{ sha: HEAD, checks }]);
const awaited = (project: MemoryProject) => awaitedChecks([...project.items.values()]);

describe("the gate ci", () => {
  it("makes no job: what it waits for is read, at the head that is judged", () => {
    const project = delivered();
    expect([...project.jobs.values()].filter((j) => j.state === "queued")).toHaveLength(1);
    expect(awaited(project)).toEqual([HEAD]);
    expect(said(project).filter((body) => body.includes("please review"))).toHaveLength(1);
  });

  it("lets a change through with the reviewer, whoever of the two is first", () => {
    const first = delivered();
    reads(first, check("success"));
    expect(only(first).phase).toBe("review");
    passes(first);
    expect(only(first).phase).toBe("merging");
    const second = delivered();
    passes(second);
    reads(second, check("pending"));
    expect(only(second).phase).toBe("review");
    reads(second, check("success"));
    expect(only(second).phase).toBe("merging");
    expect(awaited(second)).toEqual([]);
  });

  it("sends red back with what the check said and where, and the next attempt reads it", () => {
    const project = delivered();
    passes(project);
    const log = { text: "not ok 3 - adds", failed_at: null, step: null };
    reads(project, { ...check("failure"), log });
    expect(only(project).phase).toBe("change");
    const { prompt } = mustClaim(project);
    expect(prompt).toContain("ci: Check ci/test failed: 2 of 9 failed (http://ci.test/7).");
    expect(prompt).toContain("not ok 3 - adds");
    const back = said(project).find((body) => body.includes("this goes back to you"));
    expect(back).toContain("ci: Check ci/test failed: 2 of 9 failed (http://ci.test/7).");
    expect(back).toContain("not ok 3 - adds");
    expect(waiting(project, "status").map((e) => e.action)).toContainEqual(
      expect.objectContaining({ context: "adf/ci", sha: HEAD, state: "failure" }),
    );
  });

  it("shows a person what was red where no attempt is left", () => {
    const context = contextWith({ limits: { attempts: 1 } }, { review_gate: "ci" });
    const project = inReview(asked(new MemoryProject(context)));
    reads(project, { ...check("failure"), log: { unread: "the forge does not give it out." } });
    expect(only(project).phase).toBe("parked");
    expect(
      said(project).filter((body) =>
        body.startsWith("This is what did not pass:\n\n- **major**: Check ci/test"),
      ),
    ).toHaveLength(1);
  });

  it("takes nothing that is said of another commit", () => {
    const project = delivered("ci");
    project.readChecks([{ sha: sha(9), checks: [check("success")] }]);
    expect(only(project).phase).toBe("review");
  });

  it("is not passed by the factory's own status, nor by somebody else's with the factory's name", () => {
    const project = delivered("ci");
    reads(project, check("success", "adf/review"), check("success", "adf/ci"));
    expect(only(project).phase).toBe("review");
    expect(waiting(project, "merge")).toEqual([]);
  });

  it("does not wait without end: a person is asked, and an answer begins the round anew", () => {
    const project = delivered();
    passes(project);
    reads(project, check("pending"));
    project.now += 3_500_000;
    project.tick();
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("did not end within 60 minutes. Waiting for ci/test.");
  });

  it("that never ends does not hold back what the reviewer found", () => {
    const project = delivered();
    run(project, report("success", { outputs: verdict("fail", HEAD, ["major"]) }));
    expect(only(project).phase).toBe("review");
    project.now += 3_601_000;
    project.tick();
    expect(only(project).phase).toBe("change");
    expect(only(project).findings.map((f) => f.message)).toEqual([
      "reviewer: a major thing",
      expect.stringContaining("ci: The checks of"),
    ]);
  });

  it("is the only gate where it is named alone", () => {
    const project = delivered("ci");
    reads(project, check("success"));
    expect(only(project)).toMatchObject({ phase: "merging", judged: { by: "ci" } });
  });
});
