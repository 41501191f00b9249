/** What of the guard's decisions is written down, however many there are. */
import { describe, expect, it } from "vitest";
import type { GuardDecision } from "../../../src/core/guard/index.ts";
import { createGuardLog } from "../../../src/runner/guard/log.ts";
import type { AgentContext } from "../../../src/runner/job/context.ts";

const ALLOWED: GuardDecision = { decision: "allow", rule: "none", reason: "", alternative: "", evidence: "" };

describe("the guard's part of a job's log", () => {
  it("does not grow with each question: after some thousands they are counted", () => {
    const lines: string[] = [];
    const log = createGuardLog({ offer: {}, runner: {} } as AgentContext);
    log.to((line) => lines.push(line));
    for (let n = 0; n < 5_003; n += 1) log.take("true", ALLOWED, "hook");
    for (let n = 0; n < 2; n += 1) log.take("rm dist", ALLOWED, "shim");
    log.end();
    expect(lines).toHaveLength(5_002);
    expect(lines.slice(-3)).toEqual([
      '[guard] allow by hook: "true"\n',
      "[guard] allow by hook: 3 commands\n",
      "[guard] allow by shim: 2 commands\n",
    ]);
  });
});
