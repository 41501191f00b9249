import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunnerOptions } from "../../../src/runner/daemon.ts";
import { probeSandbox } from "../../../src/runner/sandbox/probe.ts";
import { type Bench, child, createBench, makeOffer, type OfferChange } from "../../support/runner/bench.ts";
import { there } from "./machine.ts";

let bench: Bench;
let home: string;
beforeEach(async () => {
  bench = await createBench();
  home = mkdtempSync(join(homedir(), ".adf-sandbox-test-"));
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await bench.close();
});

async function trespass(sandbox: "require" | "off") {
  const made = (path: string, text: string) => {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const beat = join(bench.root, "beat");
  const mark = `mark-of-${sandbox}-${Date.now()}`;
  const target = {
    credential: join(bench.stateDir, "runner.json"),
    jobs: join(bench.stateDir, "jobs.json"),
    key: made(join(home, "id_ed25519"), "key"),
    checkout: join(made(join(bench.stateDir, "work", "other-1", "checkout", "code.js"), "code"), ".."),
    secret: made(join(bench.root, "secret"), "secret"),
    guard: join(bench.stateDir, "guard", "ask"),
    outside: join(bench.root, "outside"),
    run: made("/run/adf-sandbox-test", "service"),
    runner: process.pid,
    url: bench.worker.url,
    beat,
    mark,
  };
  bench.worker.offer(makeOffer({ job: "spy" }));
  const running = bench.start({ child: child("trespasses", JSON.stringify(target)) }, { sandbox });
  const { report } = await bench.worker.until(() => bench.worker.finished.get("spy"));
  running.stopTaking();
  await running.ended;
  rmSync("/run/adf-sandbox-test", { force: true });
  rmSync("/etc/adf-was-here", { force: true });
  expect(report).toMatchObject({ outcome: "success" });
  const told = JSON.parse(bench.origin.git("show", "adf/spy:trespass.json")) as {
    done: Record<string, boolean>;
    works: Record<string, boolean>;
  };
  return { ...told, records: running.records, mark };
}

/** By what only that process has, whatever it did to leave the job. */
const marked = (mark: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`MARK=${mark}`);
      } catch {
        return false;
      }
    })
    .map(Number);

// Without bubblewrap, or where the kernel refuses it, the title says so.
describe.skipIf(there.missing !== null)(`an agent in the sandbox${there.note}`, () => {
  it("reaches nothing that is not its job's, and leaves nobody behind", async () => {
    const { done, works, records, mark } = await trespass("require");
    // It has a /tmp of its own, in which it may write what it likes; nothing of that is there outside.
    const { "write beside the state": __, ...others } = done;
    expect(Object.entries(others).filter(([, success]) => success)).toEqual([]);
    expect(Object.entries(works).filter(([, success]) => !success)).toEqual([]);
    expect(marked(mark)).toEqual([]);
    expect(readdirSync(home)).toEqual(["id_ed25519"]);
    expect(existsSync(join(bench.root, "outside"))).toBe(false);
    expect(records.map(({ event }) => event)).not.toContain("job.unsandboxed");
  });

  it("would reach all of it without: the attempts are real", async () => {
    const { done, works, records, mark } = await trespass("off");
    const left = marked(mark);
    for (const pid of left) process.kill(pid, "SIGKILL");
    expect(left).toHaveLength(1);
    // Not everybody who runs these tests may write to /etc, and hardly a machine lets its root be mounted again.
    expect(existsSync(join(bench.root, "outside"))).toBe(true);
    const { "write to the system": _, "back to a writable system": __, ...others } = done;
    expect(Object.entries(others).filter(([, success]) => !success)).toEqual([]);
    expect(Object.values(works)).not.toContain(false);
    expect(records.filter(({ event }) => event === "job.unsandboxed")).toHaveLength(1);
  });

  it("is asked to stop before it is killed, and its own words come through", async () => {
    const report = await bench.runJob(
      "ignores-sigterm",
      { job: "deaf", limits: { wall_secs: 1 } },
      { sandbox: "require" },
    );
    expect(report.outcome).toBe("timed_out");
    const log = bench.worker.logs.get("deaf")?.toString() ?? "";
    expect(log).toContain("ignored SIGINT");
    expect(log).toContain("ignored SIGTERM");
    expect(bench.processesOf("deaf")).toEqual([]);
    expect(bench.workspaces()).toEqual([]);
  });
});

async function refusedFor(more: Partial<RunnerOptions>, offer: OfferChange, program: string) {
  bench.worker.offer(makeOffer({ job: "refused", ...offer }));
  const running = bench.start({ child: { argv: [program] } }, more);
  const { report } = await bench.worker.until(() => bench.worker.finished.get("refused"));
  running.stopTaking();
  await running.ended;
  return report;
}

describe("where there is no sandbox", () => {
  it("a job that requires one is refused, with what is to be done", async () => {
    const report = await refusedFor({ sandbox: "off" }, { sandbox: "require" }, process.execPath);
    expect(report).toMatchObject({
      outcome: "spawn_failed",
      detail:
        'child could not be started: the project sample requires a sandbox, and this runner was told to do without ("sandbox": "off")',
    });
  });

  it("the machine is asked once, and says what would install it", async () => {
    // One that was killed on its way a while ago left this.
    const left = join(bench.stateDir, "probe-Ab12Cd");
    mkdirSync(join(left, "home"), { recursive: true });
    utimesSync(left, 1, 1);
    const probed = await probeSandbox(bench.stateDir, { PATH: join(bench.root, "nowhere") });
    expect(probed).toMatchObject({ ok: false, why: expect.stringContaining("no bwrap on the PATH") });
    expect(readdirSync(bench.stateDir)).toEqual(["runner.json"]);
  });
});
