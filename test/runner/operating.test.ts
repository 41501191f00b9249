import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClaimRequest } from "../../src/contract/runner.ts";
import { clisHere, clockAt, selfCheck } from "../../src/runner/poll/self-check.ts";
import { leaving } from "../../src/runner/state/keeping.ts";
import fc from "../support/fast-check.ts";
import { type Bench, child, createBench, makeOffer, type RunningRunner } from "../support/runner/bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const PATIENT = { timeout: 10_000 };
const claims = () => bench.worker.calls.filter(({ verb }) => verb === "claim").length;
const told = (runner: RunningRunner, event: string) =>
  runner.records.filter((one) => one.event === event).map(({ reason }) => reason);

describe("a runner for one job", () => {
  it("takes one and ends, and says that there was none", async () => {
    for (const job of ["only", "left"]) bench.worker.offer(makeOffer({ job }));
    const first = bench.start({ child: child("commits") }, { once: true, capacity: 4 });
    expect(await first.ended).toMatchObject({ kind: "stopped", exitCode: 0 });
    expect([...bench.worker.finished.keys()]).toEqual(["only"]);
    await bench.start({ child: child("commits") }, { once: true }).ended;
    const none = await bench.start({ child: child("commits") }, { once: true }).ended;
    expect(none).toMatchObject({ exitCode: 0, message: "There was no job for this runner." });
  });

  it("does not wait for ever for a Worker that does not answer, or for a machine that cannot", async () => {
    bench.worker.override = () => ({ status: 503 });
    const silent = await bench.start({ child: child("commits") }, { once: true, callSecs: 0.2 }).ended;
    bench.worker.override = () => null;
    expect(silent).toMatchObject({ kind: "not_ready", exitCode: 3 });
    const asked = claims();
    bench.worker.offer(makeOffer({ job: "unwanted" }));
    const bare = await bench.start({ gone: { argv: ["/no/such/cli"] } }, { once: true }).ended;
    expect(bare.message).toContain("none of the agent CLIs gone is on this machine's PATH");
    // It asked all the same, for nothing: the Worker is where people see why.
    const said = ClaimRequest.parse(bench.worker.calls.filter(({ verb }) => verb === "claim").at(-1)?.body);
    expect(claims()).toBe(asked + 1);
    expect(said.taking).toBe(false);
    expect(said.capabilities.machine).toMatchObject({
      disk: { fact: expect.stringContaining("are free where the checkouts live"), fix: null },
      git: { fact: expect.stringMatching(/^git \d/), fix: null },
      clis: { fact: expect.stringContaining("none of the agent CLIs gone"), fix: expect.any(String) },
      guard: { fact: "it answers on loopback", fix: null },
      clock: { fix: null },
    });
    await bench.start({ child: child("commits") }, { once: true }).ended;
    expect(bench.worker.finished.has("unwanted")).toBe(true);
  });
});

describe("before it takes work, a runner", () => {
  it("sees for itself that a CLI and the guard are there, that git works and that there is room on the disk", async () => {
    const look = (port: number, over = {}) =>
      selfCheck({
        settings: { stateDir: bench.stateDir, minFreeMb: 1, agents: {}, ...over },
        clis: () => ["child"],
        guardPort: port,
        unproven: () => null,
        ahead: () => null,
      }).whyNotNow();
    const guard = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => guard.listen(0, "127.0.0.1", resolve));
    const { port } = guard.address() as AddressInfo;
    expect(await look(port)).toBeNull();
    expect(await look(port, { minFreeMb: 1e12 })).toContain("free some space");
    await new Promise((resolve) => guard.close(resolve));
    expect(await look(port)).toContain("the guard does not answer on loopback");
    const { PATH } = process.env;
    process.env.PATH = bench.root;
    expect(await look(port)).toContain("apt-get install git");
    process.env.PATH = PATH;
  });

  it("names what is missing, and what mends it", () => {
    expect(clisHere([], [])).toMatchObject({ fact: "no agent CLI is configured", fix: expect.any(String) });
    expect(clisHere(["claude"], ["claude"])).toEqual({ fact: "claude on its PATH", fix: null });
    expect(clockAt(null).fix).toBeNull();
    expect(clockAt(-9)).toEqual({ fact: "within 10 s of the Worker's", fix: null });
    expect(clockAt(-20)).toEqual({ fact: "20 s behind the Worker's", fix: null });
    expect(clockAt(-4_000).fact).toContain("4000 s behind the Worker's");
    expect(clockAt(4_000).fix).toContain("timedatectl");
  });

  it("waits with a wrong clock, and goes on when it was set", async () => {
    const date = (ms: number) => new Date(Date.now() + ms).toUTCString();
    let wrong = 3_600_000;
    bench.worker.override = (verb) =>
      verb === "claim" ? { status: 204, headers: { date: date(wrong) } } : null;
    const runner = bench.start({ child: child("commits") }, { pollSecs: 0.05 });
    await expect.poll(() => told(runner, "runner.not_taking")[0], PATIENT).toContain("behind the Worker's");
    wrong = 0;
    await expect.poll(() => told(runner, "runner.taking").length, PATIENT).toBe(1);
    bench.worker.override = () => null;
    runner.stopTaking();
    await runner.ended;
  });
});

describe("/healthz and /metrics", () => {
  it("tell on loopback how the runner is and what it did, a second runner on the next free port; without any it works all the same", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port: metricsPort } = other.address() as AddressInfo;
    const second = bench.start({ child: child("commits") }, { metricsPort, once: true });
    await second.ended;
    const at = second.records.find(({ event }) => event === "metrics.listening");
    expect(Number(URL.parse(String(at?.url))?.port)).toBeGreaterThan(metricsPort);
    expect(at?.reason).toBe(`${metricsPort} is taken, so this runner has the next free port`);
    // The last one there is has no next.
    const none = createServer();
    await new Promise<void>((resolve) => none.listen(65_535, "127.0.0.1", resolve));
    bench.worker.offer(makeOffer({ job: "unseen" }));
    const unseen = bench.start({ child: child("commits") }, { metricsPort: 65_535, once: true });
    await unseen.ended;
    await new Promise((resolve) => none.close(resolve));
    expect(told(unseen, "metrics.unavailable")[0]).toMatch(
      /^no port from 65535 to 65535 can be had .*EADDRINUSE/,
    );
    expect(bench.worker.finished.get("unseen")?.report.outcome).toBe("success");
    await new Promise((resolve) => other.close(resolve));

    bench.worker.offer(makeOffer({ job: "counted", limits: { lease_secs: 3, grace_secs: 0.1 } }));
    const runner = bench.start({ child: child("ignores-sigterm") }, { metricsPort });
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}${path}`);
      return [answer.status, await answer.text()] as const;
    };
    await bench.worker.until(() => bench.worker.logs.get("counted"));
    expect(JSON.parse((await ask("/healthz"))[1])).toMatchObject({ ok: true, trouble: null, running: 1 });
    expect((await ask("/metrics"))[1]).toMatch(/^adf_runner_jobs_running(?:\{\})? 1$/m);
    expect((await ask("/elsewhere"))[0]).toBe(404);
    bench.worker.override = () => ({ status: 503 });
    await expect.poll(async () => (await ask("/healthz"))[0], PATIENT).toBe(503);
    bench.worker.override = () => null;
    runner.stopWork();
    await runner.ended;
    await expect(ask("/healthz")).rejects.toThrow();
  });
});

describe("the janitor", () => {
  const DAY = 86_400_000;

  it("keeps the newest within age, count and bytes, whatever there is", () => {
    const one = fc.record({
      path: fc.uuid(),
      name: fc.constant("x"),
      usedAt: fc.integer({ min: 0, max: 100 * DAY }),
      bytes: fc.nat(1_000),
    });
    const allowed = fc.record({
      days: fc.integer({ min: 1, max: 99 }),
      count: fc.nat(9),
      bytes: fc.nat(4_000),
    });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: (k) => k.path }), allowed, (all, may) => {
        const now = 100 * DAY;
        const gone = new Set(leaving(all, may, now).map(({ kept }) => kept));
        const stay = all.filter((kept) => !gone.has(kept));
        expect(stay.length).toBeLessThanOrEqual(may.count);
        expect(stay.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(may.bytes);
        for (const { usedAt } of stay) expect(now - usedAt).toBeLessThanOrEqual(may.days * DAY);
        // Nothing goes without a limit that it breaks.
        if (all.length <= may.count && all.reduce((sum, { bytes }) => sum + bytes, 0) <= may.bytes)
          for (const { usedAt } of gone) expect(now - usedAt).toBeGreaterThan(may.days * DAY);
      }),
    );
  });

  it("removes at the start what is old and the runner's own, says so, and leaves what nobody labelled", async () => {
    const make = (folder: string, name: string, label: string, days: number) => {
      const dir = join(bench.stateDir, folder, name);
      mkdirSync(dir, { recursive: true });
      const file = join(dir, label);
      writeFileSync(file, "{}");
      const then = new Date(Date.now() - days * DAY);
      utimesSync(file, then, then);
      utimesSync(dir, then, then);
    };
    make("mirrors", "old-000000000000.git", "adf-mirror", 40);
    make("mirrors", "new-000000000000.git", "adf-mirror", 3);
    make("mirrors", "a-persons-own.git", "HEAD", 400);
    make("conversations", "0".repeat(32), "conversation.json", 40);
    make("conversations", "notes", "conversation.json", 40);
    const runner = bench.start({ child: child("commits") }, { janitorSecs: 3_600 });
    await expect
      .poll(() => told(runner, "janitor.removed").sort(), PATIENT)
      .toEqual([
        `conversation ${"0".repeat(32)}, 1 MB: not used for 40 days`,
        "mirror old-000000000000.git, 1 MB: not used for 40 days",
      ]);
    runner.stopTaking();
    await runner.ended;
    for (const folder of ["mirrors", "conversations"])
      rmSync(join(bench.stateDir, folder), { recursive: true });
  });

  it("takes up a job's folder that could not be removed, and never one of a job that runs", async () => {
    bench.worker.offer(makeOffer({ job: "busy", limits: { grace_secs: 0.1 } }));
    const runner = bench.start({ child: child("ignores-sigterm") }, { janitorSecs: 0.2 });
    await bench.worker.until(() => bench.worker.logs.get("busy"));
    const stuck = join(bench.stateDir, "work", "stuck-1");
    mkdirSync(stuck);
    writeFileSync(join(stuck, ".adf-job"), "stuck-1.somewhere");
    await expect.poll(() => told(runner, "janitor.removed"), PATIENT).toContain("job stuck-1: it has ended");
    expect(bench.workspaces()).toEqual(["busy-1"]);
    runner.stopWork();
    await runner.ended;
  });
});
