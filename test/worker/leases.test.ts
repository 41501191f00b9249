import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { JobOffer } from "../../src/contract/runner.ts";
import { agentStub } from "../../src/worker/environment.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { migrate, PROJECT_MIGRATIONS } from "../../src/worker/store/migrations.ts";
import { useBench } from "../support/worker/bench.ts";
import { evictAll, firstRead, project, register, stub, type TestRunner } from "../support/worker/factory.ts";

const bench = useBench();
const LEASE_MS = 30_000;

async function runningJob(): Promise<[TestRunner, JobOffer]> {
  bench().forge.addIssue();
  await firstRead();
  const runner = await register();
  const offer = await runner.nextJob();
  await runner.start(offer);
  return [runner, offer];
}

const jobs = async () => (await project()).work_items[0]?.jobs.map((j) => [j.state, j.outcome, j.epoch]);
const agent = () => agentStub(env, "sample", "developer");
const forget = () =>
  runInDurableObject(agent(), async (_, s) => {
    s.storage.sql.exec("DELETE FROM leases");
    await s.storage.deleteAlarm();
  });

describe("a lease", () => {
  it("that runs out ends the job as lease_expired, and the work goes out again under a new epoch", async () => {
    const [runner, offer] = await runningJob();
    bench().advance(LEASE_MS + 1);
    expect(await bench().ringAgent()).toBe(true);
    const next = await runner.nextJob();
    expect(next.epoch).toBeGreaterThan(offer.epoch);
    // Nobody's attempt was used up: it was the machine that fell silent, not the work that failed.
    expect(next.attempt).toBe(1);
    expect(await jobs()).toEqual([
      ["failed", "lease_expired", offer.epoch],
      ["leased", null, next.epoch],
    ]);
  });

  it("that ran out makes the late report of the old process change nothing", async () => {
    const [runner, offer] = await runningJob();
    bench().advance(LEASE_MS + 1);
    await bench().ringAgent();
    const next = await runner.nextJob();
    const before = await project();
    expect((await runner.extend(offer)).status).toBe(410);
    expect((await runner.start(offer)).status).toBe(410);
    const late = await runner.finish(offer, {});
    expect(late).toEqual({ accepted: false, reason: "The job had already ended: lease_expired." });
    expect((await project()).work_items).toEqual(before.work_items);
    expect((await runner.extend(next)).status).toBe(200);
  });

  it("that is extended lives on: the alarm rings for nothing", async () => {
    const [runner, offer] = await runningJob();
    for (let third = 0; third < 6; third++) {
      bench().advance(LEASE_MS / 3);
      expect((await runner.extend(offer)).status).toBe(200);
      await bench().ringAgent();
    }
    expect((await jobs())?.[0]?.[0]).toBe("running");
    // The end is the brain's clock alone: one millisecond late is late.
    bench().advance(LEASE_MS);
    expect((await runner.extend(offer)).status).toBe(410);
  });

  it("whose alarm was lost is set again as soon as the object wakes", async () => {
    const [, offer] = await runningJob();
    await runInDurableObject(agent(), (_, s) => s.storage.deleteAlarm());
    expect(await bench().ringAgent()).toBe(false);
    await evictAll();
    bench().advance(LEASE_MS + 1);
    await agent().check(offer.job, offer.epoch);
    expect(await bench().ringAgent()).toBe(true);
    expect((await jobs())?.[0]?.slice(0, 2)).toEqual(["failed", "lease_expired"]);
  });

  it("that its Agent has lost altogether is swept by the tick", async () => {
    await runningJob();
    await forget();
    bench().advance(LEASE_MS + 1);
    await onCron(env, TICK_CRON);
    expect((await jobs())?.[0]?.slice(0, 2)).toEqual(["failed", "lease_expired"]);
  });

  it("that is on its way to the Agent at the moment of the tick is not taken for a lost one", async () => {
    const [runner, offer] = await runningJob();
    await forget();
    await onCron(env, TICK_CRON);
    expect((await jobs())?.[0]?.[0]).toBe("running");
    await agent().acquire("sample", offer.job, offer.epoch, 30);
    expect((await runner.extend(offer)).status).toBe(200);
  });

  it("is released with its job, so that nothing rings for it later", async () => {
    const [runner, offer] = await runningJob();
    await runner.finish(offer, { outcome: "exit_code", head_sha: null });
    const { held } = await agent().check(offer.job, offer.epoch);
    expect(held).toBe(false);
    bench().advance(LEASE_MS + 1);
    await bench().ringAgent();
    expect((await jobs())?.[0]?.slice(0, 2)).toEqual(["failed", "exit_code"]);
  });

  it("whose project cannot take the news does not hold up another's, and is asked about again much later", async () => {
    const [runner, offer] = await runningJob();
    await agent().acquire("gone", "gone-1", 1, 1);
    bench().advance(LEASE_MS + 1);
    await bench().ringAgent();
    expect((await jobs())?.[0]?.slice(0, 2)).toEqual(["failed", "lease_expired"]);
    expect((await runner.extend(offer)).status).toBe(410);
    expect(bench().logged("lease.unreported")).toMatchObject([{ project: "gone", job: "gone-1" }]);
    const at = await runInDurableObject(agent(), (_, s) => s.storage.getAlarm());
    expect((at ?? 0) - Date.now()).toBe(30_000);
  });
});

describe("an object whose tables come from a newer build", () => {
  it("refuses to run, and says what to deploy", async () => {
    await runInDurableObject(stub(), (_, s) => {
      s.storage.sql.exec("INSERT INTO migrations (id, description) VALUES (99, 'from the future')");
      expect(() => migrate(s.storage, PROJECT_MIGRATIONS)).toThrow(
        /tables are at version 99, and this build knows \d+\. Deploy the newer build again/,
      );
    });
  });
});
