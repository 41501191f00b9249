/** The whole agent as a real process, on repositories made here. */
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  issuePrompt,
  MODULE_PACKAGE,
  processesIn,
  repair,
  repoOf,
  reviewPrompt,
  spawnRepair,
  type TestRepo,
} from "./support.ts";

const repos: TestRepo[] = [];
// Each test waits for processes of its own, so they run beside one another and clean up together.
afterAll(() => {
  for (const repo of repos.splice(0)) repo.remove();
});
const repoWith = (files: Record<string, string>): TestRepo => {
  const repo = repoOf(files);
  repos.push(repo);
  repo.git("checkout", "-q", "-b", "adf/1");
  return repo;
};

const testFile = (imports: string, body: string) =>
  `import assert from "node:assert/strict";\nimport test from "node:test";\n${imports}\n${body}\n`;

const POWERS = {
  "package.json": MODULE_PACKAGE,
  "src/pause.js": "export function pause(n, base) {\n  return base * 2 ** n;\n}\n",
  "test/pause.test.js": testFile(
    'import { pause } from "../src/pause.js";',
    'test("the first pause is the base", () => assert.equal(pause(1, 100), 100));',
  ),
  "test/acceptance/pause.test.js": testFile(
    'import { pause } from "../../src/pause.js";',
    'test("each pause is twice the one before", () => assert.deepEqual([1, 2, 3].map((n) => pause(n, 5)), [5, 10, 20]));',
  ),
};

test.concurrent("a first patch that only fits the unit test is refused, and the rework satisfies both", async () => {
  const repo = repoWith(POWERS);
  const base = repo.git("rev-parse", "main");
  const issue = ["The first pause is too long", "See `test/pause.test.js`."] as const;
  const first = await repair(repo, "developer", issuePrompt(1, ...issue));
  expect(first.outputs.pull_request?.body).toContain("For #1");
  expect(first.outputs.pull_request?.body).toContain("not a language model");
  const head = repo.git("rev-parse", "HEAD");
  const verdict = (await repair(repo, "reviewer", reviewPrompt(1, ...issue, head, base))).outputs.verdict;
  expect(verdict).toMatchObject({ result: "fail", head_sha: head });
  expect(verdict?.findings.map((finding) => finding.test)).toEqual(["test/acceptance/pause.test.js"]);

  const second = await repair(repo, "developer", issuePrompt(1, ...issue, verdict?.findings));
  expect(second.outputs.pull_request).toBeDefined();
  expect(repo.git("rev-parse", "HEAD~1")).toBe(head);
  expect(repo.git("log", "-1", "--format=%an")).toBe("adf-repair");
  const after = (
    await repair(repo, "reviewer", reviewPrompt(1, ...issue, repo.git("rev-parse", "HEAD"), base))
  ).outputs;
  expect(after.verdict?.result).toBe("pass");
  expect(repo.git("diff", "--name-only", "main...HEAD")).toBe("src/pause.js");
}, 60_000);

describe("the developer", () => {
  test.concurrent("survives candidates that never end, end the process, or do not parse", async () => {
    const repo = repoWith({
      "package.json": MODULE_PACKAGE,
      "src/count.js":
        "export function count(list) {\n  let at = 0;\n  while (at < list.length - 1) {\n    at++;\n  }\n  return at;\n}\n",
      "test/count.test.js": testFile(
        'import { count } from "../src/count.js";',
        'test("counts all", () => assert.equal(count([1, 2, 3]), 3));\ntest("nothing", () => assert.equal(count([]), 0));',
      ),
    });
    const run = await repair(repo, "developer", issuePrompt(4, "count is one short", "test/count.test.js"));
    expect(run.code).toBe(0);
    expect(run.outputs.pull_request).toBeDefined();
    expect(run.stdout).toMatch(/localised \d+ places/);
  }, 60_000);

  test.concurrent("repairs CommonJS too", async () => {
    const repo = repoWith({
      "package.json": '{"scripts":{"test":"node --test test/*.test.js"}}',
      "src/big.js": "exports.big = (n) => n > 10;\n",
      "test/big.test.js":
        'const test = require("node:test");\nconst assert = require("node:assert");\nconst { big } = require("../src/big.js");\ntest("ten is big", () => assert.equal(big(10), true));\ntest("nine is not", () => assert.equal(big(9), false));\n',
    });
    await repair(repo, "developer", issuePrompt(4, "ten is not big", "test/big.test.js"));
    expect(repo.read("src/big.js")).toContain("n >= 10");
  }, 60_000);

  test.concurrent("asks, and commits nothing, when the search finds nothing", async () => {
    const repo = repoWith({
      "package.json": MODULE_PACKAGE,
      "src/tide.js": "export function tide(list) {\n  return list.length;\n}\n",
      "test/tide.test.js": testFile(
        'import { tide } from "../src/tide.js";',
        'test("predicts", () => assert.equal(tide([1]), "2026-03-04T05:06:07Z"));',
      ),
    });
    const run = await repair(repo, "developer", issuePrompt(5, "Predict the tide", "test/tide.test.js"));
    expect(run.outputs.question?.body).toMatch(/I tried \d+ of \d+ candidate edits/);
    expect(repo.git("rev-parse", "HEAD")).toBe(repo.git("rev-parse", "main"));
    expect(repo.git("status", "--porcelain")).toBe("");
  }, 60_000);

  test.concurrent("does not repair what the issue does not speak of", async () => {
    const repo = repoWith(POWERS);
    const run = await repair(
      repo,
      "developer",
      issuePrompt(6, "Add colours", "The output should have colours."),
    );
    expect(run.outputs.question?.body).toContain("test/pause.test.js");
    expect(run.outputs.pull_request).toBeUndefined();
  }, 60_000);
});

const GREEN = {
  "package.json": MODULE_PACKAGE,
  "src/one.js": "export const one = () => 1;\n",
  "test/one.test.js": testFile(
    'import { one } from "../src/one.js";',
    'test("is one", () => assert.equal(one(), 1));\ntest("is a number", () => assert.equal(typeof one(), "number"));',
  ),
};

test.concurrent("a claim is verified with evidence, and believed only after it was run again", async () => {
  const repo = repoWith(GREEN);
  const done = (
    await repair(repo, "developer", issuePrompt(7, "Validate these 2 tests", "`test/one.test.js`"))
  ).outputs;
  expect(done.verified?.commands[0]).toMatchObject({ exit_code: 0 });
  const head = repo.git("rev-parse", "HEAD");
  const claim = (commands: unknown) => `Head: ${head}\n\n\`\`\`json\n${JSON.stringify(commands)}\n\`\`\`\n`;
  const believed = (await repair(repo, "qa", claim(done.verified?.commands))).outputs.verdict;
  expect(believed).toMatchObject({ result: "pass", head_sha: head });
  const unknown = await repair(repo, "qa", claim([{ argv: ["touch", "proof"], exit_code: 0, output: "" }]));
  expect(unknown.outputs.verdict?.result).toBe("fail");
  expect(repo.git("status", "--porcelain")).toBe("");

  const wrong = await repair(
    repo,
    "developer",
    issuePrompt(7, "Validate these 9 tests", "`test/one.test.js`"),
  );
  expect(wrong.outputs.question?.body).toContain("speaks of 9 tests");
}, 60_000);

const NODE_FILES =
  'import { writeFileSync } from "node:fs";\nimport { tmpdir } from "node:os";\nimport { join } from "node:path";';

describe("what it started ends with it", () => {
  const hanging = (body: string) =>
    repoWith({ ...GREEN, "test/slow.test.js": testFile(NODE_FILES, `test("waits", () => ${body});`) });
  const running = (name: string) => processesIn("adf-repair-", name);

  test("when it is told to end", async () => {
    const repo = hanging("new Promise((resolve) => setTimeout(resolve, 60_000))");
    repo.git("mv", "test/slow.test.js", "test/told.test.js");
    const started = spawnRepair(repo, "developer", issuePrompt(8, "x", "test/told.test.js"));
    await expect.poll(() => running("told.test.js"), { timeout: 15_000 }).toBeGreaterThan(0);
    started.child.kill("SIGTERM");
    await started.ended;
    await expect.poll(() => running("told.test.js"), { timeout: 5_000 }).toBe(0);
  }, 60_000);

  test("when it is killed without a word, in the middle of a test that never yields", async () => {
    const repo = hanging('{ writeFileSync(join(tmpdir(), "looping"), ""); for (;;); }');
    const started = spawnRepair(repo, "developer", issuePrompt(8, "x", "test/slow.test.js"));
    const copies = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`adf-repair-${started.child.pid}-`));
    const loops = () => copies().some((name) => existsSync(join(tmpdir(), name, "home", "looping")));
    await expect.poll(loops, { timeout: 15_000 }).toBe(true);
    expect(running("slow.test.js")).toBeGreaterThan(0);
    started.child.kill("SIGKILL");
    await started.ended;
    await expect.poll(() => running("slow.test.js"), { timeout: 5_000 }).toBe(0);
    await expect.poll(copies, { timeout: 5_000 }).toEqual([]);
  }, 60_000);
});

describe("the reviewer", () => {
  test.concurrent("refuses a change that breaks a test, and one that edits the test instead", async () => {
    const repo = repoWith(GREEN);
    const base = repo.git("rev-parse", "main");
    repo.write({ "src/one.js": "export const one = () => 2;\n" });
    const broken = repo.commit("Break");
    const first = (await repair(repo, "reviewer", reviewPrompt(1, "x", "y", broken, base))).outputs.verdict;
    expect(first).toMatchObject({ result: "fail" });
    expect(first?.findings[0]).toMatchObject({ severity: "critical", test: "test/one.test.js" });
    repo.write({ "test/one.test.js": GREEN["test/one.test.js"].replace("one(), 1", "one(), 2") });
    const bent = repo.commit("Bend the test");
    const second = (await repair(repo, "reviewer", reviewPrompt(1, "x", "y", bent, base))).outputs.verdict;
    expect(second?.findings).toMatchObject([{ severity: "critical", file: "test/one.test.js" }]);
  }, 60_000);

  test.concurrent("does not hold an old failure of another module against a change", async () => {
    const repo = repoWith({ ...GREEN, ...POWERS });
    const base = repo.git("rev-parse", "main");
    repo.write({ "src/one.js": "export const one = () => 3 - 2;\n" });
    const head = repo.commit("Say it differently");
    const verdict = (await repair(repo, "reviewer", reviewPrompt(1, "x", "y", head, base))).outputs.verdict;
    expect(verdict?.result).toBe("pass");
    expect(verdict?.summary).toContain("test/pause.test.js");
  }, 60_000);
});
