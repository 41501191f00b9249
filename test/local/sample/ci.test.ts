import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { testsOf } from "../../../src/local/sample/ci.ts";
import { SAMPLE_REPO } from "../../../src/local/sample/issues.ts";

const tests = (...changed: string[]) => testsOf(fileURLToPath(SAMPLE_REPO), changed);

it("the sample's CI runs the tests of what changed, each once, and those that changed themselves", () => {
  expect(tests("src/retry.js", "test/retry.test.js", "README.md")).toEqual([
    "test/retry.test.js",
    "test/acceptance/retry.test.js",
  ]);
  expect(tests("src/csv.js")).toEqual(["test/csv.test.js"]);
  expect(tests("README.md", "src/gone.js", "test/gone.test.js", "")).toEqual([]);
});
