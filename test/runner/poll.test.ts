import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readOptions } from "../../src/runner/config/options.ts";
import { registerRunner } from "../../src/runner/register.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const callsOf = (verb: string, job: string | null) =>
  bench.worker.calls.filter((call) => call.verb === verb && call.job === job);

describe("taking work", () => {
  it("a wake-up on the socket brings the job at once, long before the next poll", async () => {
    bench.start({ child: child("commits") }, { pollSecs: 600 });
    await bench.worker.until(() => bench.worker.sockets.size > 0 && callsOf("claim", null).length >= 2);
    expect([...bench.worker.sockets][0]?.authorization).toBe(`Bearer ${bench.worker.credential}`);
    bench.worker.offer(makeOffer({ job: "woken" }));
    bench.worker.wake();
    await bench.worker.until(() => bench.worker.finished.get("woken"));
  });

  it("a broken socket is connected again, and what was missed is asked for", async () => {
    bench.start({ child: child("commits") }, { pollSecs: 600 });
    await bench.worker.until(() => bench.worker.sockets.size > 0 && callsOf("claim", null).length >= 2);
    bench.worker.offer(makeOffer({ job: "missed" }));
    for (const socket of bench.worker.sockets) socket.destroy();
    await bench.worker.until(() => bench.worker.finished.get("missed"));
  });

  it("asks again at once after a finished job, and runs up to its capacity side by side", async () => {
    for (const job of ["a", "b", "c", "d"]) bench.worker.offer(makeOffer({ job }));
    bench.start({ child: child("commits") }, { pollSecs: 600, capacity: 2 });
    await bench.worker.until(() => bench.worker.finished.size === 4);
    const order = bench.worker.calls
      .filter(({ verb }) => verb === "start" || verb === "finish")
      .map(({ verb }) => verb);
    let live = 0;
    let most = 0;
    for (const verb of order) {
      live += verb === "start" ? 1 : -1;
      most = Math.max(most, live);
    }
    expect(most).toBe(2);
  });

  it("takes nothing while the disk is too full, and says so once", async () => {
    const runner = bench.start({ child: child("commits") }, { minFreeMb: 1e12, pollSecs: 0.05 });
    await bench.worker.until(() => bench.worker.sockets.size > 0);
    runner.stopTaking();
    await runner.ended;
    expect(callsOf("claim", null)).toEqual([]);
    const told = runner.records.filter(({ event }) => event === "runner.not_taking");
    expect(told).toHaveLength(1);
    expect(told[0]?.reason).toMatch(/only \d+ MB are free/);
  });
});

describe("configuration and registration", () => {
  it("keeps the credential in a file that only its owner can read", async () => {
    expect(statSync(join(bench.stateDir, "runner.json")).mode & 0o777).toBe(0o600);
  });

  it("says what to do when the one-time token is not accepted", async () => {
    bench.worker.override = () => ({ status: 401, body: { error: "token", message: "The token was used." } });
    const result = await registerRunner({
      url: bench.worker.url,
      token: "used",
      name: "again",
      stateDir: bench.root,
    });
    expect(result).toEqual({
      ok: false,
      error: `${bench.worker.url} did not accept the one-time token: The token was used. Ask the Worker for a new one.`,
    });
  });

  it("refuses to start unregistered, or with an unknown placeholder, by a sentence", async () => {
    const unregistered = await bench.start(
      { child: child("commits") },
      { stateDir: join(bench.root, "empty") },
    ).ended;
    expect(unregistered).toMatchObject({ kind: "not_ready", exitCode: 3 });
    expect(unregistered.message).toMatch(
      /Register it with a one-time token .*: npm run -s adf -- runner register --worker http\S+ --token …$/,
    );
    const wrong = readOptions({ url: "http://x.invalid", agents: { a: { argv: ["a", "{promt_file}"] } } });
    expect(wrong.ok ? "" : wrong.error).toContain("an unknown placeholder");
  });
});
