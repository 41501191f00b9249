/** The agent's repository when the runner takes its work: a real git, run by the runner, outside of any sandbox. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

describe("the repository of an agent", () => {
  it.each(["commondir", "links", "a linked ref", "alternates"])(
    "brings nothing of another one on this machine, to which it leads by %s",
    async (way) => {
      const agent = child("leads-elsewhere", way, join(bench.root, "other"));
      const report = await bench.runAgent(makeOffer({ job: "nosy" }), agent);
      expect(report).toMatchObject({ outcome: "infra", head_sha: null });
      expect(report.detail).toMatch(/the agent put a (?:commondir|link) into its|could not be fetched/);
      expect(bench.origin.git("for-each-ref", "--format=%(refname)")).not.toContain("nosy");
    },
  );

  it.each(["a pipe that its configuration includes", "a pipe of made-up parents"])(
    "is neither waited for nor obeyed, and the work is taken: %s",
    async (way) => {
      const report = await bench.runAgent(makeOffer({ job: "orders" }), child("orders-its-repository", way));
      expect(report).toMatchObject({ outcome: "success", changed_files: ["work.txt"] });
    },
  );

  it("tells all that is changed by commits of which none is the base's", async () => {
    const report = await bench.runAgent(makeOffer({ job: "anew" }), child("begins-anew"));
    expect(report).toMatchObject({ outcome: "success" });
    expect(report.changed_files).toContain("CLAUDE.md");
  });

  it("has nothing run by the configuration of one that lies within it, and what else was left is taken", async () => {
    const proof = join(bench.root, "was-run");
    const report = await bench.runAgent(makeOffer({ job: "nests" }), child("nests-a-repository", proof));
    expect(report).toMatchObject({ outcome: "success", changed_files: ["inner", "left.txt"] });
    expect(existsSync(proof)).toBe(false);
  });
});
