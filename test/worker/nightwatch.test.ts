/** Nightwatch in real objects: a silent runner and a dead cron are told on the forge and taken back, and it can break nothing. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { firstRead, journal, project, register, state, stub } from "../support/worker/factory.ts";

const bench = useBench();
const keys = async () => (await project()).alerts.map((a) => a.key);
/** The cron fires a minute after the last time. */
async function minute(): Promise<void> {
  bench().advance(60_000);
  await onCron(env, TICK_CRON);
  await bench().idle();
}

describe("the dead man's switch", () => {
  it("tells within two ticks that a runner fell silent while work waits, and closes the issue when it is back", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register("box");
    await runner.ask();
    // Nothing comes back from it any more: the job that it was given runs out, and waits.
    await minute();
    await minute();
    await minute();
    expect(await keys()).toEqual(["watch:runner"]);
    await bench().until(async () => (await project()).alerts.every((a) => a.issue !== null));
    const told = bench().forge.requests.filter((r) => r.method === "POST" && r.path.endsWith("/issues"));
    expect(told.map((r) => String(r.body.body))).toEqual([expect.stringContaining("box was last heard of")]);
    await runner.ask();
    await onCron(env, TICK_CRON);
    expect(await keys()).toEqual([]);
  });

  it("takes each call of a busy runner for a sign of life", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register("box");
    const offer = await runner.nextJob();
    await runner.start(offer);
    bench().advance(50_000);
    await runner.extend(offer);
    expect((await state()).runners[0]?.last_seen_secs).toBe(0);
  });

  it("tells that the forge cannot be read although nothing is written, asks at each tick, and is quiet when it can", async () => {
    await firstRead();
    await onCron(env, TICK_CRON);
    let met = 0;
    bench().forge.trouble = () => {
      met += 1;
      return { status: 502 };
    };
    while (met === 0) await minute();
    await minute();
    expect(await keys()).toEqual([]);
    await minute();
    expect(await keys()).toEqual(["watch:forge"]);
    expect(met).toBeGreaterThan(1);
    bench().forge.trouble = () => undefined;
    await minute();
    await minute();
    expect(await keys()).toEqual([]);
  });

  it("finds a cron that does not fire by the calls of the runner, and is quiet again after a tick", async () => {
    await firstRead();
    const runner = await register();
    await onCron(env, TICK_CRON);
    bench().advance(135_000);
    await runner.ask();
    expect(await keys()).toEqual([]);
    bench().advance(25_000);
    await runner.ask();
    expect(await keys()).toEqual(["watch:cron"]);
    await onCron(env, TICK_CRON);
    expect(await keys()).toEqual([]);
  });
});

describe("nightwatch that fails", () => {
  it("costs the tick nothing: it is logged, and the project goes on as ever", async () => {
    await firstRead();
    await onCron(env, TICK_CRON);
    await runInDurableObject(stub(), (_, { storage }) => {
      const [row] = storage.sql
        .exec<{ value: string }>("SELECT value FROM meta WHERE key = 'facts'")
        .toArray();
      const facts = { ...(JSON.parse(row?.value ?? "{}") as object), watch: { agents: null, suspects: 7 } };
      storage.sql.exec("UPDATE meta SET value = ? WHERE key = 'facts'", JSON.stringify(facts));
    });
    bench().lines.length = 0;
    bench().forge.addIssue();
    await minute();
    await minute();
    expect(bench().logged("nightwatch.failed")).toHaveLength(2);
    expect(bench().logged("tick.failed")).toEqual([]);
    expect((await journal()).map((e) => e.event)).toContain("coordinator.picked");
  });
});
