import { describe, expect, it } from "vitest";
import { TroubleKind } from "../../src/contract/agent-run.ts";
import { ReportedOutcome } from "../../src/contract/job.ts";
import { backoffMs } from "../../src/runner/client/gate.ts";
import { jittered } from "../../src/runner/poll/interval.ts";
import { type Facts, judge } from "../../src/runner/result/outcome.ts";
import { parseOutputs } from "../../src/runner/result/outputs-file.ts";
import { createStopLatch, type StopCause } from "../../src/runner/spawn/stop.ts";
import fc from "../support/fast-check.ts";

const stopCause = fc.constantFrom<StopCause>(
  { kind: "wall", secs: 1 },
  { kind: "stall", secs: 1 },
  { kind: "output", bytes: 1 },
  { kind: "lease_lost", detail: "" },
  { kind: "lease_unsure", detail: "" },
  { kind: "memory", mb: 2, limitMb: 1 },
  { kind: "disk", mb: 2, limitMb: 1 },
  { kind: "disk_full", freeMb: 0 },
  { kind: "cancel", detail: "" },
  { kind: "shutdown" },
);
const outputs = fc.constantFrom<Facts["outputs"]>(
  { kind: "absent" },
  { kind: "malformed", problem: "bad" },
  parseOutputs('{"version":1}'),
  parseOutputs('{"version":1,"question":{"body":"which?"}}'),
  parseOutputs('{"version":1,"verified":{"summary":"s","commands":[{"argv":["a"],"exit_code":0}]}}'),
  parseOutputs(
    `{"version":1,"verdict":{"result":"pass","confidence":1,"head_sha":"${"a".repeat(40)}","summary":"s"}}`,
  ),
);
const facts: fc.Arbitrary<Facts> = fc.record({
  kind: fc.constantFrom("change", "review", "verify"),
  stopped: fc.option(stopCause, { nil: null }),
  exitCode: fc.option(fc.integer({ min: 0, max: 255 }), { nil: null }),
  signal: fc.constantFrom(null, "SIGKILL"),
  errorTail: fc.string(),
  outputs,
  committed: fc.boolean(),
  lostWork: fc.option(fc.string(), { nil: null }),
  leak: fc.option(fc.string(), { nil: null }),
  trouble: fc.option(
    fc.record({
      kind: fc.constantFrom(...TroubleKind.options),
      retry_after_secs: fc.option(fc.nat(), { nil: null }),
      message: fc.string(),
    }),
    { nil: null },
  ),
  denials: fc.nat(3),
  diskFull: fc.option(fc.nat(), { nil: null }),
});

describe("the outcome of a run", () => {
  it("is one of the contract's for every combination of facts", () => {
    fc.assert(fc.property(facts, (given) => void ReportedOutcome.parse(judge(given).outcome)));
  });

  it("is never a success when the agent was stopped, failed, or its work was lost or kept back", () => {
    fc.assert(
      fc.property(facts, (given) => {
        fc.pre(
          given.stopped !== null || given.exitCode !== 0 || given.lostWork !== null || given.leak !== null,
        );
        expect(["success", "verified", "question", "no_change"]).not.toContain(judge(given).outcome);
      }),
    );
  });

  it("on a full disk blames no agent for ending badly or empty-handed", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const full: Facts = { ...given, stopped: null, leak: null, trouble: null, denials: 0, diskFull: 0 };
        expect(["exit_code", "no_change", "malformed_outputs"]).not.toContain(judge(full).outcome);
      }),
    );
  });

  it("of an opinion is a success exactly with a verdict", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const whole = { stopped: null, exitCode: 0, lostWork: null, leak: null, diskFull: null };
        const opinion: Facts = { ...given, ...whole, kind: "review" };
        const has = opinion.outputs.kind === "valid" && opinion.outputs.outputs.verdict !== undefined;
        expect(judge(opinion).outcome === "success").toBe(has);
      }),
    );
  });

  it("tells of a model that could not be asked instead of the exit status, also while it was retried in silence", () => {
    const nothing: Facts = {
      kind: "change",
      stopped: null,
      exitCode: 1,
      signal: null,
      errorTail: "",
      outputs: { kind: "absent" },
      committed: false,
      lostWork: null,
      leak: null,
      trouble: { kind: "throttled", retry_after_secs: 60, message: "429" },
      denials: 0,
      diskFull: null,
    };
    const trouble = { kind: "throttled", retry_after_secs: 60 };
    expect(judge(nothing)).toMatchObject({ outcome: "rate_limited", trouble });
    expect(judge({ ...nothing, exitCode: 0 })).toMatchObject({ outcome: "rate_limited", trouble });
    expect(judge({ ...nothing, stopped: { kind: "stall", secs: 9 } })).toMatchObject({
      outcome: "rate_limited",
      detail: expect.stringContaining("printed nothing for 9 s"),
    });
    // What a person ordered is told as such; and work that was done all the same is work.
    expect(judge({ ...nothing, stopped: { kind: "cancel", detail: "x" } }).outcome).toBe("cancelled");
    expect(judge({ ...nothing, exitCode: 0, committed: true })).toMatchObject({
      outcome: "success",
      trouble,
    });
  });

  it("is a refusal when nothing came of a run whose tools were refused", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const bare: Facts = {
          ...given,
          stopped: null,
          exitCode: 0,
          lostWork: null,
          leak: null,
          trouble: null,
        };
        const calm = judge({ ...bare, denials: 0 });
        const refused = judge({ ...bare, denials: 2 });
        const nothing = calm.outcome === "no_change" || calm.outcome === "malformed_outputs";
        expect(refused.outcome).toBe(nothing ? "guard_denied" : calm.outcome);
      }),
    );
  });

  it("keeps the first cause of a stop", () => {
    const latch = createStopLatch();
    latch.stop({ kind: "cancel", detail: "first" });
    latch.stop({ kind: "wall", secs: 9 });
    expect(latch.cause()).toEqual({ kind: "cancel", detail: "first" });
  });
});

describe("waiting", () => {
  it("grows from the base to the maximum and stays within 20 % of it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (n, random) => {
          const plain = Math.min(15_000, 500 * 2 ** (n - 1));
          expect(Math.abs(backoffMs(n, 500, 15_000, random) - plain)).toBeLessThanOrEqual(plain * 0.2 + 1e-6);
          expect(Math.abs(jittered(1_000, random) - 1_000)).toBeLessThanOrEqual(200);
        },
      ),
    );
  });
});
