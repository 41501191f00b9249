import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClaimRequest, FinishRequest } from "../../src/contract/runner.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const gone = { status: 410, body: { error: "gone", message: "The job has a newer epoch." } };
const callsOf = (verb: string, job: string | null) =>
  bench.worker.calls.filter((call) => call.verb === verb && call.job === job);

describe("the lease", () => {
  it("is extended every third of it while the agent runs", async () => {
    // One that is not answered within a sixth of the lease has failed: a machine of any load answers in 200 ms.
    bench.worker.offer(makeOffer({ job: "long", limits: { lease_secs: 1.2, grace_secs: 0.1 } }));
    const runner = bench.start({ child: child("ignores-sigterm") });
    await bench.worker.until(() => callsOf("extend", "long").length >= 4);
    const times = callsOf("extend", "long").map(({ at }) => at);
    for (let n = 1; n < 4; n += 1) expect((times[n] ?? 0) - (times[n - 1] ?? 0)).toBeGreaterThan(300);
    runner.stopWork();
    await runner.ended;
  });

  it("when lost (410), stops the agent and says no more about the job", async () => {
    bench.worker.override = (verb, job) => (verb === "extend" && job === "lost" ? gone : null);
    bench.worker.offer(makeOffer({ job: "lost", limits: { lease_secs: 0.9 } }));
    bench.worker.offer(makeOffer({ job: "next" }));
    bench.start({ child: child("ignores-sigterm") }, { capacity: 1 });
    await bench.worker.until(() => callsOf("start", "next").length > 0);
    expect(callsOf("finish", "lost")).toEqual([]);
    expect(bench.processesOf("lost")).toEqual([]);
    expect(bench.workspaces()).toEqual(["next-1"]);
  });

  it("is also lost when the log store says 410", async () => {
    bench.worker.override = (verb) => (verb === "log" ? gone : null);
    bench.worker.offer(makeOffer({ job: "logged" }));
    bench.worker.offer(makeOffer({ job: "next", cli: "absent" }));
    bench.start({ child: child("ignores-sigterm") });
    await bench.worker.until(() => bench.worker.finished.get("next"));
    expect(callsOf("finish", "logged")).toEqual([]);
    expect(bench.processesOf("logged")).toEqual([]);
  });

  it("when it cannot be extended, stops the agent before the lease can have ended", async () => {
    bench.worker.override = (verb) => (verb === "extend" ? { status: 503 } : null);
    bench.worker.offer(makeOffer({ job: "deaf", limits: { lease_secs: 12 } }));
    bench.start({ child: child("ignores-sigterm") });
    const began = await bench.worker.until(() => callsOf("start", "deaf")[0]);
    const { report } = await bench.worker.until(() => bench.worker.finished.get("deaf"));
    expect(performance.now() - began.at).toBeLessThan(12_000);
    expect(callsOf("extend", "deaf").length).toBeGreaterThanOrEqual(3);
    expect(report.outcome).toBe("infra");
    expect(report.detail).toContain("the lease could not be extended");
  });

  it("when it ends while the work is brought home, is what the report says, and not that nothing changed", async () => {
    const after = (verb: string) =>
      callsOf("start", "late").length > 0 && (verb === "git" || verb === "extend");
    bench.worker.override = (verb) => (after(verb) ? { status: 503 } : null);
    const report = await bench.runJob("commits", { job: "late", limits: { lease_secs: 1.2 } });
    expect(report).toMatchObject({ outcome: "infra", head_sha: null });
    expect(report.detail).toContain("the lease could not be extended");
  });

  it("is confirmed before an agent starts: 410 at the start runs nothing", async () => {
    bench.worker.override = (verb, job) => (verb === "start" && job === "late" ? gone : null);
    bench.worker.offer(makeOffer({ job: "late" }));
    const runner = bench.start({ child: child("commits") });
    await bench.worker.until(() => callsOf("start", "late").length > 0);
    runner.stopTaking();
    await runner.ended;
    expect(callsOf("finish", "late")).toEqual([]);
    expect(bench.worker.logs.get("late")).toBeUndefined();
    expect(bench.origin.tip("adf/late")).toBeNull();
  });

  it("carries a cancel in its answer: the agent is stopped, nothing is pushed, and the end is reported", async () => {
    bench.worker.override = (verb) =>
      verb === "extend" ? { status: 200, body: { lease_secs: 0.9, cancel: "Issue 7 was closed." } } : null;
    bench.worker.offer(makeOffer({ job: "unwanted", limits: { lease_secs: 0.9 } }));
    bench.start({ child: child("ignores-sigterm") });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("unwanted"));
    expect(report).toMatchObject({
      outcome: "cancelled",
      detail: "Cancelled: Issue 7 was closed.",
      head_sha: null,
    });
    expect(bench.origin.tip("adf/unwanted")).toBeNull();
  });
});

describe("lost answers and failing calls", () => {
  it("a claim whose answer was lost is asked again under the same key, and the job runs once", async () => {
    bench.worker.override = (verb, _job, nth) =>
      verb === "claim" && nth === 1 ? { status: 0, lose: true } : null;
    bench.worker.offer(makeOffer({ job: "once" }));
    bench.start({ child: child("commits") });
    await bench.worker.until(() => bench.worker.finished.get("once"));
    const [first, second] = callsOf("claim", null).map(({ body }) => (body as ClaimRequest).request_key);
    expect(second).toBe(first);
    expect(callsOf("start", "once")).toHaveLength(1);
  });

  it("a finish whose answer was lost is sent again, the same to the letter", async () => {
    bench.worker.override = (verb, _job, nth) =>
      verb === "finish" && nth <= 2 ? { status: 0, lose: true } : null;
    bench.worker.offer(makeOffer({ job: "told" }));
    const runner = bench.start({ child: child("commits") });
    await bench.worker.until(() => callsOf("finish", "told").length === 3);
    const bodies = callsOf("finish", "told").map(({ body }) => JSON.stringify(body as FinishRequest));
    expect(new Set(bodies).size).toBe(1);
    runner.stopTaking();
    expect((await runner.ended).kind).toBe("stopped");
  });

  it("a Worker that fails at once is asked a bounded number of times, and told about once", async () => {
    let failing = true;
    bench.worker.override = () => (failing ? { status: 503 } : null);
    const runner = bench.start({ child: child("commits") }, { backoffSecs: 0.05, backoffMaxSecs: 0.25 });
    const began = performance.now();
    await bench.worker.until(() => callsOf("claim", null).length >= 5);
    expect(performance.now() - began).toBeGreaterThan(500);
    failing = false;
    bench.worker.offer(makeOffer({ job: "after" }));
    await bench.worker.until(() => bench.worker.finished.get("after"));
    const events = runner.records.map(({ event }) => event);
    expect(events.filter((event) => event === "runner.worker_unreachable")).toHaveLength(1);
    expect(events.filter((event) => event === "runner.worker_reached")).toHaveLength(1);
  });

  it("an endpoint that fails for good holds up no other: a job is done although nobody can ask for probes", async () => {
    bench.worker.override = (verb) => (verb === "probe" ? { status: 503 } : null);
    const report = await bench.runJob("commits", { job: "unhindered" });
    expect(report.outcome).toBe("success");
    expect(callsOf("probe", null).length).toBeGreaterThanOrEqual(3);
  });

  it("which build and configuration the Worker is, is told once and at each change", async () => {
    bench.worker.override = (verb, _job, nth) =>
      verb === "claim"
        ? { status: 204, headers: { "adf-build": nth < 3 ? "w-1" : "w-2", "adf-config": "c" } }
        : null;
    const runner = bench.start({ child: child("commits") }, { pollSecs: 0.05 });
    await bench.worker.until(() => callsOf("claim", null).length >= 6);
    const told = runner.records.filter(({ event }) => event === "runner.worker_build");
    expect(told.map(({ worker_build, config }) => [worker_build, config])).toEqual([
      ["w-1", "c"],
      ["w-2", "c"],
    ]);
    runner.stopTaking();
    expect((await runner.ended).kind).toBe("stopped");
  });

  it("log chunks go on from the offset that was acknowledged", async () => {
    bench.worker.override = (verb, _job, nth) => (verb === "log" && nth % 2 === 1 ? { status: 503 } : null);
    const report = await bench.runJob("prints-50-mb", { job: "chunks", limits: { output_bytes: 600_000 } });
    expect(report.outcome).toBe("output_limit");
    const log = bench.worker.logs.get("chunks")?.toString() ?? "";
    expect(log.slice(0, 500_000)).toBe(`${"x".repeat(1023)}\n`.repeat(500).slice(0, 500_000));
  });

  it("a report the Worker will never take is replaced by a bare one that says so", async () => {
    bench.worker.override = (verb, _job, nth) =>
      verb === "finish" && nth === 1
        ? { status: 400, body: { error: "bad_report", message: "Too odd." } }
        : null;
    const report = await bench.runJob("commits", { job: "odd" });
    expect(report).toMatchObject({
      outcome: "infra",
      detail: "The Worker refused the report of this job: Too odd.",
    });
  });

  it("a push the gate refuses ends as infra with git's words", async () => {
    bench.worker.override = (verb, _job, refs) => (verb === "git" && refs > 0 ? { status: 403 } : null);
    const report = await bench.runJob("commits", { job: "closed" });
    expect(report).toMatchObject({ outcome: "infra", head_sha: null });
    expect(report.detail).toContain("403");
  });
});

describe("being told to go away", () => {
  it("401 ends the runner with exit code 4 and a sentence, not with retries", async () => {
    bench.worker.override = (verb) =>
      verb === "claim"
        ? { status: 401, body: { error: "unauthorized", message: "This runner was removed." } }
        : null;
    const reason = await bench.start({ child: child("commits") }).ended;
    expect(reason.exitCode).toBe(4);
    expect(reason.message).toContain("This runner was removed. Register the runner again");
    expect(callsOf("claim", null)).toHaveLength(1);
  });

  it("401 in the middle of a job stops the agent first", async () => {
    bench.worker.override = (verb) => (verb === "extend" ? { status: 401 } : null);
    bench.worker.offer(makeOffer({ job: "mid", limits: { lease_secs: 1.2 } }));
    const reason = await bench.start({ child: child("ignores-sigterm") }).ended;
    expect(reason.exitCode).toBe(4);
    expect(bench.processesOf("mid")).toEqual([]);
    expect(bench.workspaces()).toEqual([]);
  });

  it("426 ends the runner with exit code 5 and says how to upgrade", async () => {
    bench.worker.override = (verb) =>
      verb === "claim"
        ? { status: 426, body: { error: "contract", message: "This Worker needs contract 2." } }
        : null;
    const reason = await bench.start({ child: child("commits") }).ended;
    expect(reason.exitCode).toBe(5);
    expect(reason.message).toMatch(/needs contract 2\. Bring both to the same release/);
  });
});

describe("stopping", () => {
  it("the first order takes no more work and lets the running job end", async () => {
    bench.worker.offer(makeOffer({ job: "running" }));
    bench.worker.offer(makeOffer({ job: "waiting" }));
    const runner = bench.start({ child: child("commits") });
    await bench.worker.until(() => callsOf("start", "running").length > 0);
    runner.stopTaking();
    expect(await runner.ended).toMatchObject({ kind: "stopped", exitCode: 0 });
    expect(bench.worker.finished.get("running")?.report.outcome).toBe("success");
    expect(callsOf("start", "waiting")).toEqual([]);
  });

  it("the second order kills the agent and still sends the last report", async () => {
    bench.worker.offer(makeOffer({ job: "killed", limits: { grace_secs: 0.1 } }));
    const runner = bench.start({ child: child("ignores-sigterm") });
    await bench.worker.until(() => bench.worker.logs.get("killed"));
    runner.stopWork();
    expect(await runner.ended).toMatchObject({ kind: "stopped" });
    expect(bench.worker.finished.get("killed")?.report).toMatchObject({
      outcome: "cancelled",
      detail: "The runner was told to stop its work.",
    });
    expect(bench.processesOf("killed")).toEqual([]);
  });
});
