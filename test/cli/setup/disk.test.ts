import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readIfThere, writeFiles } from "../../../src/cli/setup/disk.ts";
import { adf } from "../adf.ts";

describe("the files of setup", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "adf-disk-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("keep the rights that a person gave them", () => {
    const path = join(dir, "orchestrator.toml");
    writeFileSync(path, "old");
    for (const mode of [0o600, 0o660]) {
      chmodSync(path, mode);
      writeFiles(dir, [{ path: "orchestrator.toml", text: "new" }]);
      expect(statSync(path).mode & 0o777).toBe(mode);
    }
    writeFiles(dir, [{ path: "orchestrator.toml", text: "secret", mode: 0o600 }]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("are written where a link of the person leads, and over a link where anybody could have put it", () => {
    mkdirSync(join(dir, "dotfiles"));
    const real = join(dir, "dotfiles", "factory.toml");
    writeFileSync(real, "old");
    symlinkSync("dotfiles/factory.toml", join(dir, "orchestrator.toml"));
    symlinkSync("dotfiles/factory.toml", join(dir, "summary.md"));
    writeFiles(dir, [
      { path: "orchestrator.toml", text: "new", follow: true },
      { path: "summary.md", text: "of a clone" },
    ]);
    expect(lstatSync(join(dir, "orchestrator.toml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, "utf8")).toBe("new");
    expect(lstatSync(join(dir, "summary.md")).isSymbolicLink()).toBe(false);
  });

  it("say why they cannot be read or written", () => {
    writeFileSync(join(dir, "file"), "");
    mkdirSync(join(dir, "folder", "x"), { recursive: true });
    const said = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return (error as { trouble: unknown }).trouble;
      }
      throw new Error("it went well");
    };
    expect(said(() => readIfThere(join(dir, "file/x")))).toMatchObject({
      what: `${dir}/file/x cannot be read`,
      why: "a part of its path is a file, and no folder",
      next: expect.stringContaining("ls -ld "),
    });
    expect(said(() => readIfThere(join(dir, "folder")))).toMatchObject({ why: "it is a folder" });
    expect(said(() => writeFiles(dir, [{ path: "file/x", text: "" }]))).toMatchObject({
      what: `${dir}/file/x cannot be written`,
    });
    expect(said(() => writeFiles(dir, [{ path: "folder", text: "" }]))).toMatchObject({
      why: "it is a folder",
    });
  });

  it("that are folders, or below a file, end no command with a defect", async () => {
    writeFileSync(join(dir, "file"), "");
    const setup = ["setup", "--project", "tides", "--repo", "ada/tides", "--forge", "https://git.example"];
    for (const args of [
      [...setup, "--out", join(dir, "file"), "--apply"],
      ["start", "--config", dir],
      ["deploy", "--dry-run", "--config", dir],
    ])
      expect(await adf(args)).toMatchObject({
        code: 2,
        err: expect.stringContaining("cannot be read\n  why:  "),
      });
  });

  it.each([
    "foo",
    "ftp://factory.example",
    "https://factory.example/x",
    "https://factory.example/?x",
    "https://a:b@c.example",
  ])("name no Worker that is none: %s", async (worker) => {
    const setup = ["setup", "--project", "tides", "--repo", "ada/tides", "--forge", "https://git.example"];
    const { code, out, err } = await adf([...setup, "--out", dir, "--worker", worker]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`adf: --worker ${worker.replace("a:b@", "***@")} is no address of a Worker`);
  });
});
