/** Where paths lead, and how often the machine is asked about paths that an agent made up. */
import type * as Fs from "node:fs";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { realPaths } from "../../../src/runner/guard/real-path.ts";

const asked = vi.hoisted(() => ({ times: 0 }));
vi.mock("node:fs", async (original) => {
  const real = await original<typeof Fs>();
  const counted =
    <A extends unknown[], T>(look: (...args: A) => T) =>
    (...args: A): T => {
      asked.times += 1;
      return look(...args);
    };
  return { ...real, lstatSync: counted(real.lstatSync), realpathSync: counted(real.realpathSync) };
});

const dir = realpathSync(mkdtempSync(join(tmpdir(), "adf-paths-")));
const depth = dir.split("/").length - 1;
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const asIs = (path: string) => path;
beforeEach(() => {
  asked.times = 0;
});

describe("where a path leads", () => {
  it("is behind its links, also where the end of it is not there yet", () => {
    mkdirSync(join(dir, "home/deep"), { recursive: true });
    symlinkSync(join(dir, "home"), join(dir, "link"));
    symlinkSync("deep", join(dir, "home/near"));
    symlinkSync(join(dir, "nowhere"), join(dir, "lost"));
    const real = realPaths(asIs);
    expect(real(join(dir, "link/near"))).toBe(join(dir, "home/deep"));
    expect(real(join(dir, "link/near/new/file"))).toBe(join(dir, "home/deep/new/file"));
    expect(real(join(dir, "missing/file"))).toBe(join(dir, "missing/file"));
    expect(real("/")).toBe("/");
    // It leads somewhere once it is written through, and nobody knows where.
    expect(real(join(dir, "lost/file"))).toBeNull();
  });

  it("is asked of the machine once for each part that is there, whatever stands behind it", () => {
    const real = realPaths(asIs);
    for (let n = 0; n < 100; n += 1) real(join(dir, "a/".repeat(200), String(n)));
    expect(asked.times).toBe(depth + 1);
  });

  it("is not asked of the machine at all for more parts than anybody has", () => {
    expect(realPaths(asIs)(join(dir, "a/".repeat(2_000)))).toBeNull();
    expect(asked.times).toBe(0);
  });

  it("is looked up anew with the next question", () => {
    mkdirSync(join(dir, "changing"));
    expect(realPaths(asIs)(join(dir, "changing/x"))).toBe(join(dir, "changing/x"));
    rmSync(join(dir, "changing"), { recursive: true });
    symlinkSync(join(dir, "home"), join(dir, "changing"));
    expect(realPaths(asIs)(join(dir, "changing/x"))).toBe(join(dir, "home/x"));
  });
});
