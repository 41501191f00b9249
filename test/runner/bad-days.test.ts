import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NETWORK } from "../../src/runner/spawn/command.ts";
import { identify } from "../../src/runner/state/process.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

/** After every one of these days: nothing runs, nothing lies about. */
function expectNothingLeft(job: string) {
  expect(bench.processesOf(job)).toEqual([]);
  expect(bench.workspaces()).toEqual([]);
}

describe("a bad agent ends with a name, and leaves nothing behind", () => {
  it("kills a child that ignores SIGINT and SIGTERM at its wall limit", async () => {
    // Enough for a Node to begin on a busy machine: who is not there yet ignores nothing.
    const report = await bench.runJob("ignores-sigterm", { job: "deaf", limits: { wall_secs: 1.2 } });
    expect(report.outcome).toBe("timed_out");
    expect(report.detail).toBe("The agent was stopped after 1.2 s, the limit for this job.");
    expect(bench.worker.logs.get("deaf")?.toString()).toContain("ignored SIGTERM");
    expectNothingLeft("deaf");
  });

  it("finds and kills what daemonised itself out of the process group", async () => {
    const report = await bench.runJob("daemonises", { job: "daemon" });
    expect(report.outcome).toBe("success");
    const pid = Number(bench.origin.git("show", "adf/daemon:left.txt"));
    expect(identify(pid)).toBeNull();
    expectNothingLeft("daemon");
  });

  it("stops a child that prints 50 MB, and keeps head and tail within the cap", async () => {
    const report = await bench.runJob("prints-50-mb", { job: "loud", limits: { output_bytes: 300_000 } });
    expect(report.outcome).toBe("output_limit");
    const log = bench.worker.logs.get("loud")?.toString() ?? "";
    expect(log.length).toBeLessThan(301_000);
    expect(log).toMatch(/\[\d+ bytes of output are left out here\]/);
    expectNothingLeft("loud");
  });

  it("calls a child that never speaks stalled", async () => {
    const report = await bench.runJob("never-speaks", { job: "mute", limits: { stall_secs: 0.4 } });
    expect(report).toMatchObject({
      outcome: "stalled",
      detail: "The agent printed nothing for 0.4 s and was stopped.",
    });
    expectNothingLeft("mute");
  });

  it("reports the exit code with the end of stderr, and keeps the commits made so far", async () => {
    const report = await bench.runJob("exits-3", { job: "three" });
    expect(report).toMatchObject({
      outcome: "exit_code",
      exit_code: 3,
      detail: "The agent exited with 3: the model went away",
    });
    expect(report.head_sha).toBe(bench.origin.tip("adf/three"));
    expectNothingLeft("three");
  });

  it("refuses a malformed outputs file by name when there are no commits", async () => {
    const report = await bench.runJob("malformed-outputs", { job: "mal" });
    expect(report.outcome).toBe("malformed_outputs");
    expect(report.outputs).toBeNull();
    expect(report.outputs_problem).toContain('Unrecognized key: "please"');
    expectNothingLeft("mal");
  });

  it("keeps the commits beside a malformed outputs file", async () => {
    const offer = makeOffer({ job: "malc" });
    bench.worker.offer(offer);
    bench.start({ child: child("malformed-outputs", "commit") });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("malc"));
    expect(report.outcome).toBe("success");
    expect(report.outputs_problem).toContain("refused");
    expect(bench.origin.git("show", "adf/malc:sum.js")).toContain("a + b");
  });

  it("does not follow a link in the place of the outputs file", async () => {
    const report = await bench.runJob("symlinked-outputs", { job: "link" });
    expect(report.outcome).toBe("malformed_outputs");
    expect(report.outputs_problem).toContain("symbolic link");
    expectNothingLeft("link");
  });

  it("says no_change when an agent ends well without doing anything", async () => {
    const report = await bench.runJob("does-nothing", { job: "none" });
    expect(report).toMatchObject({ outcome: "no_change", head_sha: null });
    expect(bench.origin.tip("adf/none")).toBeNull();
  });

  it("says spawn_failed for a CLI that is not there", async () => {
    bench.worker.offer(makeOffer({ job: "gone" }));
    bench.worker.offer(makeOffer({ job: "other", cli: "claude" }));
    bench.start({ child: { argv: [join(bench.root, "no-such-program")] }, there: child("commits") });
    const first = await bench.worker.until(() => bench.worker.finished.get("gone"));
    expect(first.report.outcome).toBe("spawn_failed");
    expect(first.report.detail).toContain("ENOENT");
    const second = await bench.worker.until(() => bench.worker.finished.get("other"));
    expect(second.report.detail).toBe('This runner has no agent CLI called "claude"; it has: child, there.');
  });

  it("takes work left uncommitted: edits, new files and deletions, as a commit of the agent", async () => {
    const report = await bench.runJob("leaves-uncommitted", { job: "left" });
    expect(report).toMatchObject({ outcome: "success", changed_files: ["new.js", "readme.md", "sum.js"] });
    expect(bench.origin.git("log", "-1", "--format=%s|%an", "adf/left")).toBe(
      "Work left uncommitted by developer|developer",
    );
    expect(bench.origin.git("ls-tree", "--name-only", "adf/left")).toBe("new.js\nsum.js");
  });
});

describe("an agent that takes too much of the machine", () => {
  it("is stopped by the memory of all its processes, with what it had done kept", async () => {
    const report = await bench.runJob("eats-memory", { job: "fat" }, { memoryMb: 200 });
    expect(report).toMatchObject({ outcome: "memory_limit", head_sha: null });
    expect(report.detail).toMatch(
      /^The agent and what it started held \d{3} MB of memory, more than the 200 MB of this runner's limits, and were stopped\. What it had done is kept at refs\/adf\/checkpoints\/adf\/fat\.$/,
    );
    expect(bench.origin.git("show", "refs/adf/checkpoints/adf/fat:half-done.txt")).toBe("so far");
    expectNothingLeft("fat");
  });

  it("is stopped by what its folder takes of the disk", async () => {
    const report = await bench.runJob("fills-disk", { job: "wide" }, { folderMb: 20 });
    expect(report.outcome).toBe("disk_limit");
    expect(report.detail).toMatch(/filled its folder with \d+ MB, more than the 20 MB/);
    expectNothingLeft("wide");
  });

  it("cannot hide by stopping its processes, not even those that left its group", async () => {
    const report = await bench.runJob("stops-its-children", { job: "still", limits: { stall_secs: 0.5 } });
    expect(report.outcome).toBe("stalled");
    expectNothingLeft("still");
  });
});

describe("what an agent had done when it was stopped", () => {
  const hang = (change: Parameters<typeof bench.runJob>[1]) =>
    bench.runJob("works-then-hangs", { limits: { stall_secs: 1 }, ...change });
  const REF = "refs/adf/checkpoints/adf/half";

  it("is kept on a ref that is no branch, uncommitted work too, and the next attempt ends it", async () => {
    const stopped = await hang({ job: "half", checkout: { from: "branch" } });
    expect(stopped).toMatchObject({
      outcome: "stalled",
      head_sha: null,
      detail: `The agent printed nothing for 1 s and was stopped. What it had done is kept at ${REF}.`,
    });
    expect(stopped.checkpoint_sha).toBe(bench.origin.git("rev-parse", REF));
    expect(bench.origin.git("show", `${REF}:second.txt`)).toBe("begun");
    expect(bench.origin.tip("adf/half")).toBeNull();

    const next = { checkpoint_ref: REF, checkpoint_sha: stopped.checkpoint_sha, branch: "adf/half" };
    const ended = await hang({ job: "other-half", attempt: 2, checkout: { from: "branch", ...next } });
    expect(ended).toMatchObject({ outcome: "success", checkpoint_sha: null });
    expect(bench.origin.git("show", "adf/half:first.txt")).toBe("whole");
    expect(bench.origin.git("show", "adf/half:second.txt")).toBe("whole");
    expect(bench.origin.git("for-each-ref", "--format=%(refname)", "refs/adf")).toBe("");
  });

  it("is not kept where it holds a secret of the run, and the report says so", async () => {
    process.env.PROVIDER_KEY = "sk-test-0123456789abcdef";
    bench.worker.offer(makeOffer({ job: "leaky", limits: { stall_secs: 1 } }));
    bench.start({ child: { ...child("commits-a-secret", "hang"), env: ["PROVIDER_KEY"] } });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("leaky"));
    delete process.env.PROVIDER_KEY;
    expect(report).toMatchObject({ outcome: "stalled", checkpoint_sha: null });
    expect(report.detail).toMatch(/could not be kept: The agent's commit [0-9a-f]{12} holds a secret/);
    expect(bench.worker.pushes).toEqual([]);
  });

  it("is kept also when the runner itself is told to stop its work", async () => {
    bench.worker.offer(makeOffer({ job: "half" }));
    const runner = bench.start({ child: child("works-then-hangs") });
    await expect
      .poll(() => existsSync(join(bench.stateDir, "work", "half-1", "checkout", "second.txt")), {
        timeout: 10_000,
      })
      .toBe(true);
    runner.stopWork();
    await runner.ended;
    expect(bench.worker.finished.get("half")?.report.outcome).toBe("cancelled");
    expect(bench.origin.git("show", `${REF}:first.txt`)).toBe("whole");
  });
});

describe("an agent that commits the credential of its run", () => {
  it("has nothing pushed, and is told which commit and file but not what", async () => {
    process.env.PROVIDER_KEY = "sk-test-0123456789abcdef";
    const tips = bench.origin.git("for-each-ref");
    bench.worker.offer(makeOffer({ job: "leaky" }));
    bench.start({ child: { ...child("commits-a-secret"), env: ["PROVIDER_KEY"] } });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("leaky"));
    delete process.env.PROVIDER_KEY;

    expect(report).toMatchObject({ outcome: "guard_denied", head_sha: null, changed_files: ["notes.txt"] });
    expect(report.detail).toMatch(
      /^The agent's commit [0-9a-f]{12} holds a secret of this job in notes\.txt/,
    );
    expect(bench.worker.pushes).toEqual([]);
    expect(bench.origin.git("for-each-ref")).toBe(tips);
  });
});

describe("a hostile agent that obeys injected instructions completely", () => {
  it("changes nothing but its own branch, runs nothing as the runner, and gives no secret away", async () => {
    process.env.PROVIDER_KEY = "sk-test-0123456789abcdef";
    process.env.UNRELATED_SECRET = "must-not-be-seen";
    const before = bench.origin.tip("main");
    bench.worker.offer(makeOffer({ job: "evil" }));
    bench.start({ child: { ...child("hostile"), env: ["PROVIDER_KEY"] } });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("evil"));
    const log = bench.worker.logs.get("evil")?.toString() ?? "";

    expect(report.outcome).toBe("success");
    expect(bench.origin.tip("main")).toBe(before);
    expect(bench.worker.pushes).toEqual(["evil refs/heads/adf/evil"]);
    expect(bench.origin.git("for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/adf/evil\nrefs/heads/main",
    );
    expect(log).toContain("push: Command failed");
    expect(log).toContain("remotes: \n");

    const everything = log + JSON.stringify(report);
    for (const secret of ["sk-test-0123456789abcdef", "must-not-be-seen", bench.worker.credential]) {
      expect(everything).not.toContain(secret);
    }
    expect(everything).not.toContain(Buffer.from("key=sk-test-0123456789abcdef").toString("base64"));
    expect(report.outputs?.comment?.body).toBe("@adf:reviewer @adf:qa the key is ***");

    const seen = JSON.parse(/^environment: (.*)$/m.exec(log)?.[1] ?? "{}");
    const named = Object.keys(seen).filter((name) => !NETWORK.includes(name));
    expect(named.sort()).toEqual(
      [
        "ADF_GUARD",
        "ADF_JOB",
        "ADF_OUTPUTS",
        "ADF_ROLE",
        "HOME",
        "LANG",
        "PATH",
        "PROVIDER_KEY",
        "TMPDIR",
      ].sort(),
    );
    expect(existsSync(join(bench.root, "trap-was-run"))).toBe(false);
    expect(readdirSync(bench.root)).not.toContain("trap-was-run");
    delete process.env.PROVIDER_KEY;
    delete process.env.UNRELATED_SECRET;
  });
});
