import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identify } from "../../src/runner/state/process.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

const main = fileURLToPath(new URL("../../src/runner/main.mjs", import.meta.url));
let bench: Bench;
let processes: ChildProcess[];
beforeEach(async () => {
  bench = await createBench();
  processes = [];
});
afterEach(async () => {
  for (const one of processes) {
    if (one.exitCode === null && one.signalCode === null) {
      one.kill("SIGKILL");
      await once(one, "exit");
    }
  }
  await bench.close();
});

function startProcess(agent: string, stdio: "ipc" | "pipe" = "pipe") {
  const config = join(bench.root, "runner.config.json");
  writeFileSync(config, JSON.stringify(bench.options({ child: child(agent) })));
  const runner = spawn(process.execPath, [main, "--config", config], {
    stdio: ["ignore", "pipe", "pipe", stdio],
  });
  processes.push(runner);
  return runner;
}

const exitOf = async (runner: ChildProcess) => {
  if (runner.exitCode === null && runner.signalCode === null) await once(runner, "exit");
  return runner.exitCode;
};

describe("a runner process", () => {
  it("SIGKILLed in the middle of a job leaves nothing after the next start", async () => {
    bench.worker.offer(makeOffer({ job: "orphan" }));
    const first = startProcess("ignores-sigterm");
    await bench.worker.until(() => bench.worker.logs.get("orphan"));
    first.kill("SIGKILL");
    await exitOf(first);
    const orphans = bench.processesOf("orphan");
    expect(orphans.length).toBeGreaterThan(0);
    const [entry] = JSON.parse(readFileSync(join(bench.stateDir, "jobs.json"), "utf8"));
    expect(entry).toMatchObject({
      job: "orphan",
      epoch: 1,
      pid: orphans[0],
      start: identify(orphans[0] ?? 0)?.start,
    });

    bench.worker.offer(makeOffer({ job: "after" }));
    const second = bench.start({ child: child("commits") });
    await bench.worker.until(() => bench.worker.finished.get("after"));
    expect(bench.processesOf("orphan")).toEqual([]);
    for (const pid of orphans) expect(identify(pid)).toBeNull();
    second.stopTaking();
    await second.ended;
    expect(bench.workspaces()).toEqual([]);
    expect(JSON.parse(readFileSync(join(bench.stateDir, "jobs.json"), "utf8"))).toEqual([]);
  });

  it("waits for its job after the first SIGTERM and stops it after the second, with the report sent", async () => {
    bench.worker.offer(makeOffer({ job: "slow", limits: { grace_secs: 0.1 } }));
    const runner = startProcess("ignores-sigterm");
    await bench.worker.until(() => bench.worker.logs.get("slow") && bench.worker.sockets.size > 0);
    runner.kill("SIGTERM");
    const claims = bench.worker.calls.filter(({ verb }) => verb === "claim").length;
    // Two signals at once would be one; the closed socket shows that the first was understood.
    await bench.worker.until(() => bench.worker.sockets.size === 0);
    const heard = bench.worker.logs.get("slow")?.length ?? 0;
    await bench.worker.until(() => (bench.worker.logs.get("slow")?.length ?? 0) > heard);
    expect(runner.exitCode).toBeNull();
    runner.kill("SIGTERM");
    expect(await exitOf(runner)).toBe(0);
    expect(bench.worker.finished.get("slow")?.report.outcome).toBe("cancelled");
    expect(bench.worker.calls.filter(({ verb }) => verb === "claim")).toHaveLength(claims);
    expect(bench.processesOf("slow")).toEqual([]);
  });

  it("does not outlive a parent that started it with an IPC channel", async () => {
    bench.worker.offer(makeOffer({ job: "child", limits: { grace_secs: 0.1 } }));
    const runner = startProcess("ignores-sigterm", "ipc");
    await bench.worker.until(() => bench.worker.logs.get("child"));
    runner.disconnect();
    await exitOf(runner);
    expect(bench.processesOf("child")).toEqual([]);
    expect(bench.workspaces()).toEqual([]);
  });

  it("goes on with its work when whoever read its words is gone", async () => {
    const runner = startProcess("commits");
    runner.stdout?.destroy();
    bench.worker.offer(makeOffer({ job: "unheard" }));
    const { report } = await bench.worker.until(() => bench.worker.finished.get("unheard"));
    expect(report.outcome).toBe("success");
    runner.kill("SIGTERM");
    expect(await exitOf(runner)).toBe(0);
  });

  it("exits with 4 and one sentence on stderr when its credential is refused", async () => {
    bench.worker.override = (verb) => (verb === "claim" ? { status: 401 } : null);
    const runner = startProcess("commits");
    let words = "";
    runner.stderr?.on("data", (chunk) => {
      words += chunk;
    });
    expect(await exitOf(runner)).toBe(4);
    expect(words).toContain("does not accept this runner's credential");
  });
});

describe("one state directory, one runner", () => {
  it("refuses a second runner by name while the first lives", async () => {
    const first = bench.start({ child: child("commits") });
    await bench.worker.until(() => bench.worker.calls.length > 1);
    const second = await bench.start({ child: child("commits") }).ended;
    expect(second).toMatchObject({ kind: "locked", exitCode: 6 });
    expect(second.message).toContain(`Another runner (pid ${process.pid}) works in ${bench.stateDir}`);
    first.stopTaking();
    await first.ended;
    expect(existsSync(join(bench.stateDir, "runner.lock"))).toBe(false);
  });

  it("takes over the lock of a runner that is gone, also when its pid was given to another process", async () => {
    writeFileSync(
      join(bench.stateDir, "runner.lock"),
      JSON.stringify({ pid: process.pid, start: "another boot:1" }),
    );
    const runner = bench.start({ child: child("commits") });
    await bench.worker.until(() => bench.worker.calls.some(({ verb }) => verb === "claim"));
    runner.stopTaking();
    expect((await runner.ended).kind).toBe("stopped");
  });

  it("never removes a directory that it did not label", async () => {
    const strange = join(bench.stateDir, "work", "somebody-elses");
    mkdirSync(strange, { recursive: true });
    writeFileSync(join(strange, "thesis.txt"), "years of work");
    const runner = bench.start({ child: child("commits") });
    await bench.worker.until(() => bench.worker.calls.some(({ verb }) => verb === "claim"));
    runner.stopTaking();
    await runner.ended;
    expect(readFileSync(join(strange, "thesis.txt"), "utf8")).toBe("years of work");
    expect(runner.records.map(({ event }) => event)).toContain("janitor.kept");
  });

  it("does not kill a process that only has the pid of a job of the past", async () => {
    const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      stdio: "ignore",
      detached: true,
    });
    processes.push(bystander);
    await once(bystander, "spawn");
    const entry = {
      job: "old",
      epoch: 1,
      marker: "old-1.x",
      dir: "/nowhere/old-1",
      pid: bystander.pid,
      start: "another boot:1",
    };
    writeFileSync(join(bench.stateDir, "jobs.json"), JSON.stringify([entry]));
    const runner = bench.start({ child: child("commits") });
    await bench.worker.until(() => bench.worker.calls.some(({ verb }) => verb === "claim"));
    expect(identify(bystander.pid ?? 0)).not.toBeNull();
    runner.stopTaking();
    await runner.ended;
  });
});
