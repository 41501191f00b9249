/** When two attempts came to nothing, and when they only look so. */

import { describe, expect, it } from "vitest";
import { isSame, progressOf } from "../../../src/core/work/progress.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, HEAD, inMerge, mustClaim, only, run, said, waiting } from "../../support/core/road.ts";
import { comment, commentEvent, report, sha } from "../../support/core/scene.ts";
import fc from "../../support/fast-check.ts";

const idle = (project: MemoryProject) => only(project).idle_attempts;

describe("an attempt", () => {
  it.each(["no_change", "exit_code", "timed_out", "malformed_outputs"] as const)(
    "that ends as %s and moved nothing, twice, asks a person",
    (outcome) => {
      const project = asked();
      run(project, report(outcome));
      expect([idle(project), only(project).phase]).toEqual([1, "change"]);
      run(project, report(outcome));
      expect(only(project).phase).toBe("parked");
      expect(said(project).at(-1)).toContain("changed nothing");
    },
  );

  it.each(["no_change", "exit_code", "timed_out"] as const)(
    "that ends as %s and pushed commits is progress",
    (outcome) => {
      const project = asked();
      for (const n of [1, 2, 3]) run(project, report(outcome, { head_sha: sha(n) }));
      expect([idle(project), only(project).phase]).toEqual([0, "change"]);
    },
  );

  it("during which a trusted person wrote something was not in vain", () => {
    const project = asked();
    run(project, report("exit_code"));
    const { job, epoch } = mustClaim(project);
    project.ingest(commentEvent(comment(801, 1, "The file is src/tides.js.")));
    project.finish(job, epoch, report("exit_code"));
    expect([idle(project), only(project).phase]).toEqual([0, "change"]);
  });

  it("is measured from its own claim: what moved before it is not its merit", () => {
    const project = asked();
    run(project, report("timed_out", { head_sha: HEAD }));
    run(project, report("timed_out", { head_sha: HEAD }));
    expect(idle(project)).toBe(1);
  });
});

describe("a pull request that passed at the head that stands", () => {
  it("is merged and not asked about, when attempts after a refused merge bring nothing", () => {
    const project = inMerge();
    const [merge] = waiting(project, "merge");
    project.settleEffect(merge?.id ?? "", { status: "refused", reason: "checks_red", error: "ci is red" });
    expect(only(project).phase).toBe("change");
    run(project, report("no_change"));
    run(project, report("no_change"));
    expect(only(project).phase).toBe("merging");
    expect(waiting(project, "merge")[0]?.action).toMatchObject({ sha: HEAD });
  });
});

describe("the fingerprint", () => {
  it("is the same exactly when nothing that it speaks of moved", () => {
    const one = fc.record({
      head_sha: fc.constantFrom(null, sha(1), sha(2)),
      pull_request: fc.constantFrom(null, 1, 2),
      judged: fc.constantFrom(
        undefined,
        { sha: sha(1), passed: true, by: "r" },
        { sha: sha(1), passed: false, by: "r" },
      ),
      heard: fc.nat({ max: 2 }),
    });
    const item = only(asked());
    fc.assert(
      fc.property(one, one, (a, b) => {
        const put = ({ judged, ...rest }: typeof a) => ({
          ...item,
          ...rest,
          ...(judged === undefined ? {} : { judged }),
        });
        expect(isSame(progressOf(put(a)), progressOf(put(b)))).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
