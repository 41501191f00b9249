/** A compound review without a model: it judges tests by running them, and says of the rest that it cannot. */
import { afterAll, describe, expect, it } from "vitest";
import { repair, repoOf } from "./support.ts";

const repo = repoOf({
  "package.json": JSON.stringify({ type: "module", scripts: { test: "node --test" } }),
  "src/tide.js": "export const high = (metres) => metres > 4;\n",
  "test/tide.test.js":
    'import assert from "node:assert";\nimport test from "node:test";\nimport { high, span } from "../src/tide.js";\ntest("high", () => assert.equal(high(5), true));\n',
});
afterAll(() => repo.remove());

const prompt = (group: string, base: string, head: string) =>
  `# Task: compound review, ${group}\n\nRepository: owner/tides\nGroup: ${group}\n\n## The change\n\n2 commits in ${base}..${head}.\n`;

describe("adf-repair in a compound review", () => {
  const base = repo.git("rev-parse", "HEAD");
  repo.write({
    "src/tide.js":
      "export const high = (metres) => metres > 4;\nexport const span = (a, b) => a - b;\nexport const calm = (wind) => wind < 3;\n",
    "test/calm.test.js":
      'import assert from "node:assert";\nimport test from "node:test";\nimport { calm } from "../src/tide.js";\ntest("calm", () => { assert.equal(calm(2), true); assert.equal(calm(3), false); });\n',
  });
  const head = repo.commit("More tides");

  it("names a changed line that no test would miss, with the change that it made, and no other", async () => {
    const { compound } = (await repair(repo, "reviewer", prompt("quality", base, head))).outputs;
    expect(compound?.findings.map((f) => [f.file, f.line, f.severity])).toEqual([
      ["src/tide.js", 2, "minor"],
    ]);
    expect(compound?.findings[0]?.evidence).toContain("-export const span = (a, b) => a - b;\n+");
    expect(repo.git("status", "--porcelain")).toBe("");
  });

  it("says that it has no model where one is needed", async () => {
    const { compound } = (await repair(repo, "reviewer", prompt("security", base, head))).outputs;
    expect(compound).toMatchObject({ findings: [], skipped: expect.stringContaining("no model") });
  });
});
