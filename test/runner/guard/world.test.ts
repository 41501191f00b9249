/** What the guard reads of the machine while an agent changes it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type * as Fs from "node:fs";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { contextFor } from "../../../src/runner/guard/world.ts";
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
const { read = () => null } = contextFor(space, dir, dir, {}, undefined);

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
