import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const OLD = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });`;

describe("the bin adf", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "adf-entry-"));
    mkdirSync(join(dir, "src/cli"), { recursive: true });
    mkdirSync(join(dir, "node_modules/.bin"), { recursive: true });
    mkdirSync(join(dir, "node_modules/commander"));
    writeFileSync(join(dir, "package.json"), '{"type":"module"}');
    writeFileSync(join(dir, "node_modules/commander/index.js"), "");
    cpSync(join(ROOT, bin.adf), join(dir, bin.adf));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const started = (...words: string[]) =>
    spawnSync(
      process.execPath,
      [`--import=data:text/javascript,${encodeURIComponent(OLD)}`, join(dir, bin.adf), ...words],
      { encoding: "utf8" },
    );

  it("is a program that any folder can start, by its path alone", () => {
    expect(statSync(join(ROOT, bin.adf)).mode & 0o111).toBe(0o111);
    const said = execFileSync(join(ROOT, bin.adf), ["guard", "check", "ls"], { cwd: dir, encoding: "utf8" });
    expect(said).toMatch(/^allow/);
  });

  it("hands over to the Node that npm ci brought, with its words and its end, where its own is too old", () => {
    const brought = join(dir, "node_modules/.bin/node");
    writeFileSync(brought, '#!/bin/sh\necho "$@"\nexit 7\n');
    chmodSync(brought, 0o755);
    const { status, stdout, stderr } = started("route", "two words");
    expect({ status, stdout, stderr }).toEqual({
      status: 7,
      stdout: `${join(dir, bin.adf)} route two words\n`,
      stderr: "",
    });
  });

  it("says so where there is no other", () => {
    const { status, stdout, stderr } = started("route", "two words");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(
      /^adf: this is Node \S+, and adf needs 22\.12 or newer\n {2}why: .*\n {2}next: .*npm ci/,
    );
  });
});
