import { afterEach, expect, test } from "vitest";
import { reachedFrom } from "../../src/repair/review/reach.ts";
import { repoOf, type TestRepo } from "./support.ts";

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.remove();
});
const reached = (files: Record<string, string>) => {
  const repo = repoOf(files);
  repos.push(repo);
  const found = reachedFrom(repo.root, "a.test.js");
  return found === null ? null : [...found].sort();
};

test("imports are followed, also those that only pass on, and circles end", () => {
  const files = {
    "a.test.js": 'import test from "node:test";\nimport { b } from "./src/b.js";\n',
    "src/b.js": 'export { c as b } from "./c.js";\nimport "./d.js";\n',
    "src/c.js": 'import { b } from "./b.js";\nexport const c = () => b;\n',
    "src/d.js": 'const e = await import("./e.js");\n',
    "src/e.js": "",
    "src/f.js": "",
  };
  expect(reached(files)).toEqual(["a.test.js", "src/b.js", "src/c.js", "src/d.js", "src/e.js"]);
});

test("what is required is found as Node finds it", () => {
  const files = {
    "a.test.js": 'const b = require("./src/b");\n',
    "src/b/index.js": 'require("../c");',
    "src/c.js": "",
  };
  expect(reached(files)).toEqual(["a.test.js", "src/b/index.js", "src/c.js"]);
});

test.each([
  "await import(name);",
  'require("./" + name);',
  'import b from "#b";',
  'import b from "a-name-of-its-own";',
  'import b from "./missing.js";',
])("nothing is claimed to be out of reach of %s", (source) => {
  expect(reached({ "a.test.js": source })).toBeNull();
});
