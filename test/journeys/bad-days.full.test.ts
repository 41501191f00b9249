import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRunner } from "../../src/local/factory/runner-child.ts";
import { childrenNamed } from "../../src/local/host/children.ts";
import { checkClosedIssue } from "../support/journey/closed-issue.ts";
import { until } from "../support/journey/journal.ts";
import { type Journey, scripted, startJourney } from "../support/journey/journey.ts";

const BOTS = { coordinator: "adf-coordinator", developer: "adf-developer", reviewer: "adf-reviewer" };

describe("worse days", () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await startJourney({ issues: [], limits: { backoff_secs: 0.5, backoff_max_secs: 0.5 } });
  });
  afterAll(() => journey?.close());

  it("workerd killed between any two steps: it is started again, said so, and everything is there once", async () => {
    const moments = [
      "job.leased",
      "change.pushed",
      "review.failed",
      "pull.opened",
      "review.passed",
      "pull.merged",
    ];
    let killed = 0;
    const killAt = (left: string[]): void => {
      const [moment, ...rest] = left;
      if (moment === undefined) return;
      journey.worker.once(moment, () => {
        for (const { pid } of childrenNamed("workerd")) {
          killed += 1;
          process.kill(pid, "SIGKILL");
        }
        killAt(rest);
      });
    };
    killAt(moments);
    const number = await journey.file("draft-first");
    await journey.worker.seen("item.done", { issue: number }, 90);
    await journey.settled();
    expect(killed).toBeGreaterThanOrEqual(4);
    expect(journey.worker.all("worker.restarted").length).toBe(killed);
    await checkClosedIssue(journey.owner, await journey.item(number), BOTS);
  }, 120_000);

  it("the forge down for a while, also just after a report: what was promised waits, and is there once", async () => {
    const { admin } = journey.factory.forge ?? {};
    const outages = [
      ["job.succeeded", { status: 503 }],
      ["pull.opened", { refuse: true }],
      ["review.failed", { status: 502 }],
      ["review.passed", { refuse: true }],
      ["pull.merged", { status: 500 }],
    ] as const;
    let down = 0;
    const failAt = (left: readonly (typeof outages)[number][]): void => {
      const [next, ...rest] = left;
      if (next === undefined) return;
      journey.worker.once(next[0], () => {
        down += 1;
        admin?.fail(next[1]);
        setTimeout(() => admin?.fail(null), 1_500);
        failAt(rest);
      });
    };
    const number = await journey.file("draft-first");
    failAt(outages);
    await journey.worker.seen("item.done", { issue: number }, 90);
    await until(() => journey.factory.forge !== null && down === outages.length, "every outage");
    await journey.settled(90);
    expect(journey.worker.all("effect.retry").length).toBeGreaterThan(0);
    const item = await journey.item(number);
    await checkClosedIssue(journey.owner, item, BOTS);
    expect(item.attempts).toBe(2);
  }, 150_000);

  it("two runners: each job goes to one of them, and both work", async () => {
    const { home, factory } = journey;
    const second = await startRunner(
      { ...home, settings: home.settings, dir: join(journey.dir, "second") },
      factory.worker_url,
      2,
      scripted(journey.notes),
      () => {},
      "off",
    );
    try {
      await until(
        async () => (await factory.state()).runners.filter((r) => r.connected).length === 2,
        "both runners",
      );
      const numbers: number[] = [];
      for (let i = 0; i < 4; i++) numbers.push(await journey.file(""));
      for (const number of numbers) await journey.worker.seen("item.done", { issue: number }, 60);
      const began = journey.played({ event: "began" }).filter((l) => numbers.includes(Number(l.issue)));
      expect(new Set(began.map((l) => l.job)).size).toBe(began.length);
      expect(began).toHaveLength(8);
      for (const number of numbers) expect(await journey.item(number)).toMatchObject({ attempts: 1 });
    } finally {
      await second.stop();
    }
  }, 90_000);
});
