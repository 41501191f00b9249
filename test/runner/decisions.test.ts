import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TroubleKind } from "../../src/contract/agent-run.ts";
import { ReportedOutcome } from "../../src/contract/job.ts";
import { JobReport } from "../../src/contract/runner.ts";
import { endpointFor } from "../../src/runner/agents/endpoint.ts";
import { generic } from "../../src/runner/agents/generic/generic.ts";
import { backoffMs } from "../../src/runner/client/gate.ts";
import { readOptions } from "../../src/runner/config/options.ts";
import { emptyReport } from "../../src/runner/job/empty-report.ts";
import { jittered } from "../../src/runner/poll/interval.ts";
import { boundReport } from "../../src/runner/report/build-report.ts";
import { createRedactor } from "../../src/runner/report/redact.ts";
import { type Facts, judge } from "../../src/runner/result/outcome.ts";
import { parseOutputs } from "../../src/runner/result/outputs-file.ts";
import { environmentFor } from "../../src/runner/spawn/command.ts";
import { createStopLatch, type StopCause } from "../../src/runner/spawn/stop.ts";
import { createWorkspace } from "../../src/runner/state/workspace.ts";
import fc from "../support/fast-check.ts";
import { makeOffer } from "../support/runner/bench.ts";

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

describe("redaction", () => {
  const secret = fc.string({ minLength: 8, maxLength: 40, unit: "binary-ascii" });

  it("leaves no literal, URL-encoded, JSON or base64 form of a secret in any text", () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
        const clean = createRedactor([key]).text;
        for (const form of [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]) {
          expect(
            clean(`${before} ${form} ${after}`)
              .split("***")
              .some((part) => part.includes(form)),
          ).toBe(false);
        }
      }),
    );
  });

  it("finds a secret inside a longer base64 text in each alignment", () => {
    const key = "sk-live-0123456789";
    for (const before of ["", "a", "ab", "abc"]) {
      const encoded = Buffer.from(`${before}${key}xyz`).toString("base64");
      expect(createRedactor([key]).text(encoded)).toContain("***");
    }
  });

  it("of a stream is the same wherever the pipe cuts it", () => {
    const key = "sk-live-0123456789";
    const text = `begin ${key} middle ${encodeURIComponent(`${key}/+`)} ${key}${key} end sk-liv`;
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const stream = createRedactor([key]).stream();
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const parts = edges.slice(1).map((edge, n) => stream.write(Buffer.from(text.slice(edges[n], edge))));
        expect(Buffer.concat([...parts, stream.end()]).toString()).toBe(createRedactor([key]).text(text));
      }),
    );
  });
});

describe("a report", () => {
  it("fits the contract whatever an agent printed or named its files", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 9_000, unit: "grapheme" }),
        fc.array(fc.string({ maxLength: 900 }), { maxLength: 400 }),
        (text, files) => {
          const report = { ...emptyReport("exit_code", text), outputs_problem: text, changed_files: files };
          const bound = boundReport(report, createRedactor(["a secret of ours"]));
          JobReport.parse(bound);
          expect(bound.detail.isWellFormed() || !text.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
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

describe("the agent's command", () => {
  const read = readOptions({
    url: "http://w.invalid",
    agents: {
      a: {
        argv: ["run", "--role={role}", "{prompt_file}", "{model}"],
        env: { one: "KEY_ONE", two: "KEY_TWO" },
      },
    },
  });
  if (!read.ok) throw new Error(read.error);
  const command = read.value.agents.a as NonNullable<(typeof read.value.agents)[string]>;
  const within = <T>(look: (stateDir: string) => T): T => {
    const dir = mkdtempSync(join(tmpdir(), "adf-runner-"));
    try {
      return look(dir);
    } finally {
      rmSync(dir, { recursive: true });
    }
  };

  const planned = (
    of: typeof command,
    offer: ReturnType<typeof makeOffer>,
    space: ReturnType<typeof createWorkspace>,
    env: Record<string, string> = {},
  ) => {
    const endpoint = endpointFor(of, generic, offer, { env, home: "/nowhere" });
    if (!endpoint.ok) throw new Error(endpoint.error.message);
    const order = {
      offer,
      space,
      command: of,
      ...endpoint.value,
      program: "",
      guard: null,
      resume: null,
      toolless: false,
      nonce: "",
      root: false,
    };
    const plan = generic.plan(order);
    if (!plan.ok) throw new Error(plan.error.message);
    return plan.value;
  };

  it("is filled in once: a word from the wire cannot smuggle in another placeholder or argument", () => {
    within((dir) => {
      const offer = makeOffer({ model: "{prompt_file} --yes; rm -rf /" });
      const space = createWorkspace(dir, offer);
      expect(planned(command, offer, space).argv).toEqual([
        "run",
        "--role=developer",
        space.promptFile,
        "{prompt_file} --yes; rm -rf /",
      ]);
    });
  });

  it("sees the one key of its provider, and nothing else of the runner's environment", () => {
    within((dir) => {
      const offer = makeOffer({ provider: "two" });
      const space = createWorkspace(dir, offer);
      const own = { PATH: "/bin", KEY_ONE: "1", KEY_TWO: "2", HOME: "/root" };
      const env = environmentFor(offer, space, own, planned(command, offer, space, own).env);
      expect(Object.keys(env).sort()).toEqual([
        "ADF_JOB",
        "ADF_OUTPUTS",
        "ADF_ROLE",
        "HOME",
        "KEY_TWO",
        "LANG",
        "PATH",
        "TMPDIR",
      ]);
      expect(env.HOME).toBe(space.home);
    });
  });
});
