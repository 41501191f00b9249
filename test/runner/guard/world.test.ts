/** What the guard reads of the machine while an agent changes it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type * as Fs from "node:fs";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { watchJob } from "../../../src/runner/guard/watch.ts";
import { contextFor, outsideOf } from "../../../src/runner/guard/world.ts";
import { createStopLatch } from "../../../src/runner/spawn/stop.ts";
import type { Workspace } from "../../../src/runner/state/workspace.ts";

const looked = vi.hoisted(() => ({ at: (_path: string) => {} }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof Fs>();
  const statSync = ((...args: Parameters<typeof Fs.statSync>) => {
    const stat = real.statSync(...args);
    looked.at(String(args[0]));
    return stat;
  }) as typeof Fs.statSync;
  return { ...real, statSync };
});

const dir = mkdtempSync(join(tmpdir(), "adf-world-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const space = { home: dir, checkout: dir, tmp: dir, outputsFile: join(dir, "outputs.json") } as Workspace;
const { read = () => null } = contextFor(space, dir, dir, {}, undefined, (path) => path);

describe("a file that the guard reads", () => {
  it("is not waited for, also when it becomes a pipe after it was looked at", async () => {
    const script = join(dir, "script.sh");
    const becomePipe = () => {
      rmSync(script, { force: true });
      execFileSync("mkfifo", [script]);
    };
    // Whoever waits is let go after a second.
    const writer = spawn("sh", ["-c", 'sleep 1; echo "rm -rf /" 1<> "$0"', script]);
    writeFileSync(script, "echo hello\n");
    looked.at = (path) => path === script && becomePipe();
    const before = performance.now();
    read(script);
    looked.at = () => {};
    if (existsSync(script)) becomePipe();
    expect(read(script)).toBeNull();
    expect(performance.now() - before).toBeLessThan(900);
    writer.kill();
    await once(writer, "exit");
  });

  const endless = "/proc/kallsyms";
  it.skipIf(process.platform !== "linux")(
    `is not read beyond its limit where it tells no size (${endless})`,
    () => {
      expect(read(endless)).toBeNull();
      expect(read("/proc/version")).toMatch(/^Linux/);
    },
  );

  it("is read whole up to the limit", () => {
    const file = join(dir, "long.sh");
    writeFileSync(file, "x".repeat(300_000));
    expect(read(file)).toHaveLength(300_000);
    writeFileSync(file, "x".repeat(300_001));
    expect(read(file)).toBeNull();
  });
});

describe("the temporary folder of a job in a sandbox", () => {
  const job = { dir: "/var/lib/adf/work/j-1", tmp: "/var/lib/adf/work/j-1/tmp" };

  it("is read where the job's own is, and not where the machine's is", () => {
    const outside = outsideOf(job, true);
    expect(outside("/tmp")).toBe(job.tmp);
    expect(outside("/tmp/a/x.sh")).toBe(join(job.tmp, "a/x.sh"));
    expect(outside("/var/tmp/x.sh")).toBe(join(job.tmp, "x.sh"));
    expect(outside("/tmpfs/x.sh")).toBe("/tmpfs/x.sh");
  });

  it("is the machine's without a sandbox, and where the job lies below it", () => {
    expect(outsideOf(job, false)("/tmp/x.sh")).toBe("/tmp/x.sh");
    const below = { dir: "/tmp/adf/work/j-1", tmp: "/tmp/adf/work/j-1/tmp" };
    expect(outsideOf(below, true)("/tmp/adf/work/j-1/checkout/x.sh")).toBe("/tmp/adf/work/j-1/checkout/x.sh");
  });

  it("hides nothing from the guard: a script there is judged by what it says", () => {
    const state = mkdtempSync(join(homedir(), ".adf-world-"));
    const own = { dir: state, home: state, checkout: join(state, "checkout"), tmp: join(state, "tmp") };
    const space = { ...own, outputsFile: join(state, "out/outputs.json") } as Workspace;
    mkdirSync(space.tmp, { recursive: true });
    writeFileSync(join(space.tmp, "x.sh"), "rm -rf /home/somebody\n");
    const judged = () => {
      const outside = outsideOf(space, true);
      const context = contextFor(space, state, state, {}, undefined, outside);
      const { checkout } = space;
      const [latch, decided] = [createStopLatch(), () => {}];
      return watchJob({ context, outside, checkout, latch, hooked: true, decided }).argv(
        checkout,
        "bash /tmp/x.sh",
      );
    };
    expect(judged()).toContain("filesystem.delete-outside");
    rmSync(state, { recursive: true });
  });
});
