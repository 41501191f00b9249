import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Usage } from "../../src/contract/agent-run.ts";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
import { startRunner } from "../../src/local/factory/runner-child.ts";
import { until } from "../support/journey/journal.ts";
import { issue, type Journey, scripted, startJourney } from "../support/journey/journey.ts";
import { alive } from "../support/journey/processes.ts";

describe("bad days", () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startJourney({
      issues: [issue("killed", "wait")],
      limits: { lease_secs: 8, backoff_secs: 0.5, backoff_max_secs: 0.5 },
    });
  });
  afterAll(() => journey?.close());

  it("a runner that is killed with its job: the lease runs out, a new epoch does the work, the old report changes nothing", async () => {
    const began = await until(() => journey.played({ issue: 1, event: "began" })[0], "the first attempt");
    const [running] = journey.worker.all("job.running", { issue: 1 });
    process.kill(journey.factory.runner.pid, "SIGKILL");
    await journey.factory.runner.exited;
    const expired = await journey.worker.seen("job.failed", { issue: 1, outcome: "lease_expired" });
    expect(expired.job).toBe(running?.job);

    const { home, factory } = journey;
    const again = await startRunner(
      home,
      factory.worker_url,
      2,
      scripted(journey.notes),
      journey.runner.add,
      "off",
    );
    try {
      // The next runner of this folder ends what the killed one left before it takes work.
      await until(() => !alive(Number(began.pid)), "the orphaned agent to be gone");
      const next = await until(() => journey.worker.all("job.running", { issue: 1 })[1], "the new epoch");
      expect(Number(next.epoch)).toBeGreaterThan(Number(running?.epoch));

      const before = await journey.project();
      const { credential } = JSON.parse(readFileSync(join(home.dir, "runner/runner.json"), "utf8"));
      const late = await fetch(`${factory.worker_url}/api/v1/jobs/${running?.job}/finish`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${credential}`,
          "content-type": "application/json",
          "adf-contract": String(CONTRACT_VERSION),
          "adf-build": "late",
        },
        body: JSON.stringify({
          epoch: running?.epoch,
          request_key: randomUUID(),
          report: {
            outcome: "success",
            detail: "late",
            exit_code: 0,
            base_sha: null,
            head_sha: "a".repeat(40),
            checkpoint_sha: null,
            changed_files: [],
            outputs: { version: 1, comment: { body: "too late" } },
            outputs_problem: null,
            usage: Usage.parse({ seconds: 1 }),
            model: null,
            session: null,
            denials: 0,
            trouble: null,
          },
        }),
      });
      expect(await late.json()).toMatchObject({
        accepted: false,
        reason: expect.stringMatching(/ended|old/),
      });
      expect((await journey.project()).work_items).toEqual(before.work_items);
      journey.go(1);
      await journey.worker.seen("item.done", { issue: 1 });
      expect(await journey.item(1)).toMatchObject({ attempts: 1 });
      const said = await journey.owner.comments(1);
      expect(said.some((c: { body: string }) => c.body.includes("too late"))).toBe(false);
    } finally {
      await again.stop();
    }
  }, 60_000);
});
