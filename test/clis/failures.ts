/** Every failure of a model's provider, with the real CLIs: what each makes of it, and that none hangs past its limit. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobReport } from "../../src/contract/runner.ts";
import type { KnownCli } from "../../src/runner/agents/registry.ts";
import { COST, type Failure, type Turn } from "../support/models/script.ts";
import { KEY_VALUE, PATIENT, type Rig, startRig } from "./rig.ts";
import { ready } from "./versions.ts";

const fail = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Failure => ({
  kind: "fail",
  status,
  code,
  message,
  headers,
});

interface Case {
  readonly turn: (cli: KnownCli) => Turn;
  /** Which of these it may be; the CLIs do not tell all of them apart. */
  readonly kinds: readonly string[];
  readonly outcomes: readonly JobReport["outcome"][];
}

/** The same failure in each vendor's words. */
const byCli = (of: Record<"claude" | "gemini" | "others", Failure>) => (cli: KnownCli) =>
  of[cli in of ? (cli as "claude") : "others"];

export const CASES: Readonly<Record<string, Case>> = {
  "a wrong key": {
    turn: byCli({
      claude: fail(401, "authentication_error", "invalid x-api-key"),
      gemini: fail(401, "UNAUTHENTICATED", "API key not valid. Please pass a valid API key."),
      others: fail(401, "invalid_api_key", "Incorrect API key provided"),
    }),
    kinds: ["auth"],
    outcomes: ["spawn_failed"],
  },
  "too many requests, for an hour": {
    turn: byCli({
      claude: fail(429, "rate_limit_error", "Too many requests", { "retry-after": "3600" }),
      gemini: fail(429, "RESOURCE_EXHAUSTED", "Too many requests. Please retry in 3600s.", {
        "retry-after": "3600",
      }),
      others: fail(429, "rate_limit_exceeded", "Rate limit reached. Please try again in 1h.", {
        "retry-after": "3600",
      }),
    }),
    kinds: ["throttled"],
    outcomes: ["rate_limited"],
  },
  "a used-up plan": {
    turn: byCli({
      claude: fail(400, "invalid_request_error", "Your credit balance is too low to access the API"),
      gemini: fail(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
      ),
      others: fail(
        429,
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details.",
      ),
    }),
    kinds: ["quota", "throttled"],
    outcomes: ["rate_limited"],
  },
  "a server that fails": {
    turn: byCli({
      claude: fail(500, "api_error", "Internal server error"),
      gemini: fail(500, "INTERNAL", "Internal server error"),
      others: fail(500, "server_error", "Internal server error"),
    }),
    kinds: ["server", "overloaded"],
    outcomes: ["infra", "rate_limited"],
  },
  "an overloaded server": {
    turn: byCli({
      claude: fail(529, "overloaded_error", "Overloaded"),
      gemini: fail(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
      others: fail(503, "overloaded", "The server is overloaded"),
    }),
    kinds: ["overloaded"],
    outcomes: ["rate_limited"],
  },
  "an unknown model": {
    turn: byCli({
      claude: fail(404, "not_found_error", "model: scripted-1"),
      gemini: fail(404, "NOT_FOUND", "models/scripted-1 is not found for API version v1beta"),
      others: fail(
        404,
        "model_not_found",
        "The model `scripted-1` does not exist or you do not have access to it.",
      ),
    }),
    kinds: ["unknown_model"],
    outcomes: ["spawn_failed"],
  },
  "a connection that breaks off": { turn: () => ({ kind: "drop" }), kinds: ["network"], outcomes: ["infra"] },
};

/** Seconds without a word from the CLI, and in all: what a person would call hanging, made short. A busy machine needs more. */
const WALL_SECS = Number(process.env.ADF_TEST_WALL_SECS ?? 40);
const LIMITS = { stall_secs: WALL_SECS * 0.75, wall_secs: WALL_SECS, grace_secs: 2 } as const;
const SLACK_SECS = 15;

/** Registers the tests of one CLI; in a file of its own, so that two of them run side by side. */
export function testFailures(cli: KnownCli): void {
  // ADF_TEST_CLIS may ask for others only.
  describe.skipIf(!ready().includes(cli))(`${cli}, when its model answers with`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await startRig(cli);
    });
    afterAll(() => rig?.close());

    it.each(Object.entries(CASES))("%s", async (_name, { turn, kinds, outcomes }) => {
      const { report, log, seconds } = await rig.run(() => turn(cli), { limits: LIMITS });
      const reset = report.trouble?.retry_after_secs;
      const again = reset === undefined || reset === null ? "" : `, again in ${reset} s`;
      const said = `${report.outcome} ${report.trouble?.kind ?? "-"}${again} after ${seconds.toFixed(1)} s: ${report.detail.slice(0, 200)}`;
      console.log(`${cli} | ${_name} | ${said}`);
      // Where a CLI retries without a word, all that can be known is that its time ran out.
      const silent = report.trouble === null && ["timed_out", "stalled"].includes(report.outcome);
      if (!silent) {
        expect(kinds, said).toContain(report.trouble?.kind);
        expect(outcomes, said).toContain(report.outcome);
      }
      expect(seconds).toBeLessThan(LIMITS.wall_secs + LIMITS.grace_secs + SLACK_SECS);
      expect(log + JSON.stringify(report)).not.toContain(KEY_VALUE);
      expect(rig.bench.workspaces()).toEqual([]);
    });

    it("nothing at all: it is stopped at its limit", async () => {
      const limits = { ...LIMITS, stall_secs: 20, wall_secs: 25 };
      const { report, seconds } = await rig.run(() => ({ kind: "hang" }), { limits });
      console.log(`${cli} | nothing at all | ${report.outcome} after ${seconds.toFixed(1)} s`);
      expect(["timed_out", "stalled", "infra"]).toContain(report.outcome);
      expect(seconds).toBeLessThan(limits.wall_secs + limits.grace_secs + SLACK_SECS);
      expect(rig.bench.workspaces()).toEqual([]);
    });

    it("a tool that the guard refuses: the job is not taken for done", async () => {
      // As the canary does: a file that configures agent CLIs.
      const { report, log } = await rig.run(
        ({ turn }) =>
          turn === 0 ? { kind: "run", command: "printf x > .mcp.json" } : { kind: "say", text: "Oh." },
        { limits: PATIENT },
      );
      console.log(`${cli} | a refused tool | ${report.outcome} ${report.trouble?.kind ?? "-"}`);
      expect(report, log).toMatchObject({
        outcome: "guard_denied",
        trouble: { kind: "refused" },
        denials: 1,
      });
    });

    it("work: the commits, the words, the tokens, the session and the model come back", async () => {
      const steps = [
        "printf 'export const sum = (a, b) => a + b;\\n' > sum.js",
        "git commit -qam 'Add instead of subtracting'",
      ];
      const { report, log } = await rig.run(
        ({ turn, text }) => {
          expect(text).toContain("Make sum add.");
          return turn === 0
            ? { kind: "run", command: steps.join(" && ") }
            : { kind: "say", text: "All is well." };
        },
        { limits: PATIENT },
      );
      expect(report).toMatchObject({
        outcome: "success",
        trouble: null,
        changed_files: ["sum.js"],
        denials: 0,
      });
      expect(report.session).not.toBeNull();
      expect(report.usage).toMatchObject({
        input_tokens: 2 * COST.fresh,
        cached_tokens: 2 * COST.cached,
        output_tokens: 2 * COST.written,
        cost_usd: null,
      });
      expect(log).toContain("All is well.");
      expect(rig.model.asked.map(({ model }) => model)).toEqual(["scripted-1", "scripted-1"]);
    });

    it("a look at its surroundings: one key, a private home, nothing of this machine's", async () => {
      process.env.ADF_UNRELATED_SECRET = "must-not-be-seen";
      const { job, log } = await rig.run(
        ({ turn }) =>
          turn === 0
            ? { kind: "run", command: `env > seen.txt && sed -i s/${KEY_VALUE}/its-one-key/ seen.txt` }
            : turn === 1
              ? { kind: "run", command: "tr '\\0' '\\n' < /proc/$PPID/environ >> seen.txt" }
              : { kind: "say", text: "seen" },
        { limits: PATIENT },
      );
      const seen = rig.bench.origin.git("show", `adf/${job}:seen.txt`);
      delete process.env.ADF_UNRELATED_SECRET;
      expect(seen).toContain(`HOME=${join(rig.bench.stateDir, "work", `${job}-1`, "home")}`);
      expect(seen + log).not.toContain("must-not-be-seen");
      expect(seen).not.toContain(rig.bench.worker.credential);
      // Another process's environment is none of its surroundings.
      expect(log).toContain("[guard] deny by hook (secret.");
    });

    it("its own key, written down: no commit that holds it is pushed", async () => {
      const { job, report } = await rig.run(
        ({ turn }) =>
          turn === 0
            ? { kind: "run", command: `echo ${KEY_VALUE} > noted.txt` }
            : { kind: "say", text: "noted" },
        { limits: PATIENT },
      );
      expect(report).toMatchObject({ outcome: "guard_denied" });
      expect(rig.bench.origin.git("branch", "--list", `adf/${job}`)).toBe("");
    });
  });
}
