import { afterEach, beforeEach, describe, it } from "vitest";
import { expectSilence, song } from "../support/canary.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

const CANARY = "canary-key-of-one-provider-7f3a";

let bench: Bench;
beforeEach(async () => {
  process.env.CANARY_KEY = CANARY;
  bench = await createBench();
});
afterEach(async () => {
  delete process.env.CANARY_KEY;
  await bench.close();
});

describe("the one secret that an agent may see", () => {
  it("leaves through neither its output, nor its outputs file, nor the report, nor the runner's own log", async () => {
    const offer = makeOffer({ job: "sing" });
    bench.worker.offer(offer);
    const agent = { ...child("sings", song(CANARY), "fail"), env: ["CANARY_KEY"] };
    const runner = bench.start({ child: agent });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("sing"));
    runner.stopTaking();
    await runner.ended;
    expectSilence(CANARY, {
      output: bench.worker.logs.get("sing")?.toString() ?? "",
      report: JSON.stringify(report),
      log: runner.records.map((r) => JSON.stringify(r)).join("\n"),
    });
  });
});
