/** The end of a folder that an agent filled, with real processes and real folders. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeTree } from "../../../src/runner/state/remove-tree.ts";

let dir: string;
let tree: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "adf-tree-"));
  tree = join(dir, "tree");
  mkdirSync(tree);
});
afterEach(() => {
  execFileSync("chmod", ["-R", "u+rwx", dir]);
  execFileSync("rm", ["-rf", dir]);
});

describe("what an agent left", () => {
  it("goes though its folders are deeper than any path is long", async () => {
    // Each step in a shell that stands there: from outside it has no name that is short enough.
    const name = "d".repeat(250);
    execFileSync("sh", ["-c", `for n in $(seq 40); do mkdir ${name}; cd ./${name}; done; : > file`], {
      cwd: tree,
    });
    await removeTree(tree);
    expect(existsSync(tree)).toBe(false);
  });

  it("goes though it took the permissions of its folders away, and no link is followed", async () => {
    const theirs = join(dir, "theirs.txt");
    writeFileSync(theirs, "years of work");
    chmodSync(theirs, 0o400);
    mkdirSync(join(tree, "locked/inner"), { recursive: true });
    symlinkSync(theirs, join(tree, "locked/link"));
    symlinkSync(dir, join(tree, "above"));
    chmodSync(join(tree, "locked/inner"), 0);
    chmodSync(join(tree, "locked"), 0);
    await removeTree(tree);
    expect(existsSync(tree)).toBe(false);
    expect(readFileSync(theirs, "utf8")).toBe("years of work");
  });

  it("is removed while the runner does something else", async () => {
    for (let n = 0; n < 500; n += 1) writeFileSync(join(tree, String(n)), "");
    const gone = removeTree(tree);
    expect(existsSync(tree)).toBe(true);
    await gone;
    expect(existsSync(tree)).toBe(false);
  });

  it("goes where it is no folder, and where it is not there", async () => {
    writeFileSync(join(dir, "file"), "");
    await removeTree(join(dir, "file"));
    await removeTree(join(dir, "file"));
    expect(existsSync(join(dir, "file"))).toBe(false);
  });
});
