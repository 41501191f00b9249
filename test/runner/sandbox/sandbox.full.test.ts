import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, createBench, type OfferChange } from "../../support/runner/bench.ts";
import { there } from "./machine.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

// Without bubblewrap, or where the kernel refuses it, the title says so.
describe.skipIf(there.missing !== null)(`a job in the sandbox${there.note}`, () => {
  const ends: [agent: string, says: string, change: OfferChange, outcome: string][] = [
    ["commits", "its work is taken", {}, "success"],
    ["leaves-uncommitted", "also what was not committed", {}, "success"],
    ["exits-3", "its exit status is told", {}, "exit_code"],
    [
      "prints-50-mb",
      "it is stopped when it is too loud",
      { limits: { output_bytes: 300_000 } },
      "output_limit",
    ],
    ["never-speaks", "it is stalled when it is silent", { limits: { stall_secs: 0.5 } }, "stalled"],
    ["symlinked-outputs", "its outputs file is not followed", {}, "malformed_outputs"],
    ["daemonises", "its daemons end with it", {}, "success"],
  ];
  for (const [agent, says, change, outcome] of ends)
    it(`ends as without one: ${says}`, async () => {
      const report = await bench.runJob(agent, { job: agent, ...change }, { sandbox: "require" });
      expect(report.outcome).toBe(outcome);
      expect(bench.processesOf(agent)).toEqual([]);
      expect(bench.workspaces()).toEqual([]);
    });
});
