/** What a factory uses of a Cloudflare account, counted in workerd and in virtual time. docs/deploy.md tells these figures. */
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { firstRead, register } from "../support/worker/factory.ts";
import { GOOD_END, Road } from "../support/worker/road.ts";
import { countUsage, type Usage } from "../support/worker/usage.ts";

const bench = useBench();

/** Nor less than half of it: else people are told figures that are not these any more. */
function expectAtMost(most: Partial<Usage>, used: Usage, times = 1): void {
  for (const [name, limit] of Object.entries(most)) {
    const n = used[name as keyof Usage] * (name === "subrequests" ? 1 : times);
    expect(n, name).toBeLessThanOrEqual(limit);
    expect(n, name).toBeGreaterThan(limit / 2);
  }
}

it("uses no more than this in a day without work, with 30 open issues and one runner", async () => {
  for (let n = 1; n <= 30; n++) bench().forge.addIssue({ labels: ["adf/held"] });
  const runner = await register();
  await onCron(env, TICK_CRON);
  await firstRead();
  await bench().idle();
  const usage = await countUsage(bench());
  const minutes = 8;
  for (let minute = 0; minute < minutes; minute++) {
    await usage.invoke(() => onCron(env, TICK_CRON));
    for (let poll = 0; poll < 4; poll++) {
      bench().advance(15_000);
      expect(await usage.invoke(() => runner.claim())).toBeNull();
    }
    await usage.ring();
    await bench().idle();
  }
  const most = {
    invocations: 9_000,
    object_requests: 45_000,
    rows_read: 1_000_000,
    rows_written: 12_000,
    queue_operations: 2_500,
    subrequests: 4,
  };
  expectAtMost(most, usage.used(), 1440 / minutes);
});

it("uses no more than this for an issue that was sent back once, merged and closed", async () => {
  const usage = await countUsage(bench());
  expect(await new Road(bench()).drive()).toEqual(GOOD_END);
  const most = {
    object_requests: 400,
    rows_read: 8_000,
    rows_written: 900,
    queue_operations: 180,
    subrequests: 20,
  };
  expectAtMost(most, usage.used());
});
