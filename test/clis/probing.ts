/** Probes through a real CLI: what a working model is told apart from, and what each failure of it is called. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KnownCli } from "../../src/runner/agents/registry.ts";
import { COST } from "../support/models/script.ts";
import { CASES } from "./failures.ts";
import { KEY_VALUE, type Rig, startRig } from "./rig.ts";
import { ready } from "./versions.ts";

const FAILURES = [
  "a wrong key",
  "too many requests, for an hour",
  "a used-up plan",
  "an overloaded server",
  "an unknown model",
  "a connection that breaks off",
] as const;
const HANG_SECS = 20;

/** Registers the tests of these CLIs; in files of their own, so that two of them run side by side. */
export function testProbes(clis: readonly KnownCli[]): void {
  describe.each(clis)("a probe by %s", (cli) => {
    const here = ready().includes(cli);
    let rig: Rig;
    beforeAll(async () => {
      if (here) rig = await startRig(cli);
    });
    afterAll(() => rig?.close());

    // ADF_TEST_CLIS may ask for others only.
    it.skipIf(!here)(
      "of a model that answers is healthy, with its tokens, its name and what was asked",
      async () => {
        const report = await rig.probe(() => ({ kind: "say", text: "lighthouse" }));
        console.log(
          `${cli} | answers | ${report.result} ${report.usage.seconds.toFixed(1)} s: ${report.detail}`,
        );
        expect(report).toMatchObject({
          result: "answered",
          trouble: null,
          usage: { input_tokens: COST.fresh, cached_tokens: COST.cached, output_tokens: COST.written },
        });
        const [asked] = rig.model.asked;
        expect(asked?.model).toBe("scripted-1");
        expect(rig.model.asked).toHaveLength(1);
        if (cli === "claude") {
          expect(asked?.tools).toEqual([]);
          expect(report.model).toBe("scripted-1");
        }
        expect(rig.bench.workspaces()).toEqual([]);
      },
    );

    it.skipIf(!here)("of a model that ends well and writes nothing is not healthy", async () => {
      const report = await rig.probe(() => ({ kind: "say", text: "" }));
      console.log(`${cli} | empty | ${report.result} ${report.trouble?.kind}: ${report.detail}`);
      expect(report).toMatchObject({ result: "failed", trouble: { kind: "no_answer" } });
    });

    it.skipIf(!here).each(FAILURES)("fails by %s", async (name) => {
      const { turn, kinds } = CASES[name] ?? { turn: () => ({ kind: "hang" }) as const, kinds: [] };
      const report = await rig.probe(() => turn(cli), 40);
      const said = `${report.result} ${report.trouble?.kind} again in ${report.trouble?.retry_after_secs} s: ${report.detail.slice(0, 160)}`;
      console.log(`${cli} | ${name} | ${said}`);
      expect(report.result, said).toBe("failed");
      // Where a CLI retries without a word, all that can be known is that its time ran out.
      expect([...kinds, "no_answer"], said).toContain(report.trouble?.kind);
      expect(JSON.stringify(report)).not.toContain(KEY_VALUE);
      expect(rig.bench.workspaces()).toEqual([]);
    });

    it.skipIf(!here)("of a model that never answers is stopped at its limit", async () => {
      const report = await rig.probe(() => ({ kind: "hang" }), HANG_SECS);
      console.log(`${cli} | hang | ${report.usage.seconds.toFixed(1)} s: ${report.detail}`);
      expect(report).toMatchObject({ result: "failed", model: null });
      expect(report.usage.seconds).toBeLessThan(HANG_SECS + 10);
      expect(rig.bench.workspaces()).toEqual([]);
    });
  });
}
