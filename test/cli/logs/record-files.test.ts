import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFileRecords } from "../../../src/cli/logs/record-files.ts";

describe("a folder without records", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "adf-records-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const next = (folder: string, command: string): unknown => {
    try {
      for (const _ of readFileRecords(folder, command)) throw new Error("it had records");
    } catch (error) {
      return (error as { trouble?: { next: string } }).trouble?.next;
    }
    throw new Error("it had nothing to say");
  };

  it("is told by the command that asked, with the folder of a project that has some", () => {
    const usual = "--files .adf/logs/tides";
    expect(next(dir, "explain 5")).toBe(`npm run -s adf -- explain 5 ${usual}`);
    expect(next(join(dir, "nowhere"), "audit verify")).toBe(`npm run -s adf -- audit verify ${usual}`);
    for (const name of ["empty", "two words"]) mkdirSync(join(dir, name));
    writeFileSync(join(dir, "two words", "0000000001.ndjson"), "");
    expect(next(dir, "explain 5")).toBe(`npm run -s adf -- explain 5 --files '${dir}/two words'`);
  });
});
