import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { copyOf, removeOrphans } from "../../src/repair/checkout/scratch.ts";
import { runOracle } from "../../src/repair/oracle/run.ts";
import { MODULE_PACKAGE, repoOf, type TestRepo } from "./support.ts";

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.remove();
});

test("copies of makers that are gone are removed by whoever comes next, and no others", () => {
  const folder = mkdtempSync(join(tmpdir(), "adf-orphans-"));
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const kept = [`adf-repair-${process.pid}-abc123`, "adf-repair-test-abc123", "notes"];
  for (const name of [...kept, `adf-repair-${gone}-abc123`])
    mkdirSync(join(folder, name, "tree"), { recursive: true });
  removeOrphans(folder);
  expect(readdirSync(folder).sort()).toEqual([...kept].sort());
  rmSync(folder, { recursive: true });
});

test("a test's temporary files and home lie beside the copy it runs in, and go with it", async () => {
  const repo = repoOf({
    "package.json": MODULE_PACKAGE,
    "test/litter.test.js": [
      'import { writeFileSync } from "node:fs";',
      'import { homedir, tmpdir } from "node:os";',
      'import { join } from "node:path";',
      'import test from "node:test";',
      'test("litters", () => {',
      '  writeFileSync(join(tmpdir(), "temporary.txt"), "");',
      '  writeFileSync(join(homedir(), "settings.txt"), "");',
      "});",
    ].join("\n"),
  });
  repos.push(repo);
  const scratch = copyOf(repo.root);
  const run = await runOracle(scratch.root, ["test/litter.test.js"], 20_000);
  expect(run).toMatchObject({ tests: 1, failures: new Map([["test/litter.test.js", []]]) });
  expect(readdirSync(join(scratch.root, "..", "home")).sort()).toEqual(["settings.txt", "temporary.txt"]);
  scratch.remove();
  expect(existsSync(join(scratch.root, ".."))).toBe(false);
}, 30_000);
