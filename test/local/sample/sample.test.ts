import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { plantDefect } from "../../../src/local/break/plant.ts";
import { SAMPLE_ISSUES, SAMPLE_REPO } from "../../../src/local/sample/issues.ts";
import { declaredTests } from "../../../src/repair/oracle/discover.ts";
import { failingFiles, type OracleRun, runOracle } from "../../../src/repair/oracle/run.ts";
import { testPaths } from "../../../src/repair/task/prompt.ts";
import { MODULE_PACKAGE, repoOf, type TestRepo } from "../../repair/support.ts";

const byKey = new Map(SAMPLE_ISSUES.map((issue) => [issue.key, issue]));
const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.remove();
});

describe("the issues of the sample", () => {
  test("depend only on issues that exist", () => {
    for (const issue of SAMPLE_ISSUES) for (const key of issue.dependsOn) expect(byKey.has(key)).toBe(true);
  });

  test("hold a chain, a diamond, isolated ones and one cycle of three", () => {
    const dependsOn = (key: string) => byKey.get(key)?.dependsOn;
    expect([dependsOn("journal"), dependsOn("frame"), dependsOn("checksum")]).toEqual([
      ["frame"],
      ["checksum"],
      [],
    ]);
    expect([dependsOn("retry"), dependsOn("config"), dependsOn("cache")]).toEqual([
      ["config", "cache"],
      ["paths"],
      ["paths"],
    ]);
    expect(SAMPLE_ISSUES.some((issue) => issue.dependsOn.includes("paging"))).toBe(false);
    expect(cycles().sort()).toEqual(["file-names", "station-names", "units-table"]);
  });

  test("come from an outsider in one case, and that one carries instructions", () => {
    const strangers = SAMPLE_ISSUES.filter((issue) => issue.author === "outsider");
    expect(strangers).toHaveLength(1);
    expect(strangers[0]?.body).toContain("@adf:developer");
  });
});

/** Keys that can reach themselves. */
function cycles(): string[] {
  const reach = (key: string, seen: Set<string>): Set<string> => {
    for (const next of byKey.get(key)?.dependsOn ?? []) if (!seen.has(next)) reach(next, seen.add(next));
    return seen;
  };
  return SAMPLE_ISSUES.map((issue) => issue.key).filter((key) => reach(key, new Set()).has(key));
}

describe("the sample's tests", () => {
  let run: OracleRun;
  beforeAll(async () => {
    const repo = repoOf(SAMPLE_REPO);
    try {
      const declared = declaredTests(repo.root);
      if (!declared.ok) throw new Error(declared.error);
      run = await runOracle(repo.root, declared.value, 60_000);
    } finally {
      repo.remove();
    }
  });

  test("fail for exactly the files that the issues name, each named by one issue", () => {
    const named = SAMPLE_ISSUES.filter((issue) => issue.labels.includes("bug")).flatMap((issue) =>
      testPaths(issue.body),
    );
    expect(failingFiles(run).sort()).toEqual([...named].sort());
    expect(new Set(named).size).toBe(named.length);
  });

  test("pass where the issue asks only to validate them", () => {
    expect(run.failures.get("test/csv.test.js")).toEqual([]);
  });
});

describe("a planted defect", () => {
  const files = {
    "package.json": MODULE_PACKAGE,
    "src/sum.js":
      "export function sum(list, from = 0) {\n  let all = 0;\n  for (let at = from; at < list.length; at++) {\n    all += list[at];\n  }\n  return all;\n}\n",
    "test/sum.test.js":
      'import assert from "node:assert/strict";\nimport test from "node:test";\nimport { sum } from "../src/sum.js";\ntest("adds up", () => assert.equal(sum([1, 2, 3]), 6));\ntest("can begin later", () => assert.equal(sum([1, 2, 3], 1), 5));\n',
  };

  test("is noticed by a test that the issue names, and changes one source file only", async () => {
    const repo = repoOf(files);
    repos.push(repo);
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const planted = await plantDefect(repo.root, random);
    if (!planted.ok) throw new Error(planted.error);
    expect(planted.value).toMatchObject({ file: "src/sum.js", testFile: "test/sum.test.js" });
    expect(planted.value.issue.body).toContain("`test/sum.test.js`");
    expect(repo.git("status", "--porcelain")).toBe("M src/sum.js");
    const after = await runOracle(repo.root, ["test/sum.test.js"], 10_000);
    expect(failingFiles(after)).toEqual(["test/sum.test.js"]);
  }, 60_000);

  test("is not to be had where no test runs", async () => {
    const repo = repoOf({ "package.json": "{}", "src/a.js": "export const a = 1;\n" });
    repos.push(repo);
    expect((await plantDefect(repo.root, () => 0)).ok).toBe(false);
  });
});
