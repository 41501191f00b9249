import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, createBench } from "../support/runner/bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

describe("one job, from its claim to its acknowledged end", () => {
  it("brings the agent's commits to the job's own branch and reports them", async () => {
    const report = await bench.runJob("commits", { job: "j1" });
    expect(report).toMatchObject({
      outcome: "success",
      exit_code: 0,
      changed_files: ["sum.js"],
      outputs_problem: null,
    });
    expect(report.head_sha).toBe(bench.origin.tip("adf/j1"));
    expect(report.base_sha).toBe(bench.origin.tip("main"));
    expect(bench.origin.git("show", "adf/j1:sum.js")).toContain("a + b");
    expect(report.outputs?.pull_request?.title).toBe("Add");
    expect(bench.worker.logs.get("j1")?.toString()).toContain("done\n");
    expect(bench.workspaces()).toEqual([]);
  });
});
