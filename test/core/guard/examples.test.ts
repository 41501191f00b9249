import { describe, expect, it } from "vitest";
import { testExamples } from "../../../src/cli/guard/examples.ts";
import { EXAMPLES } from "../../../src/core/guard/example/index.ts";
import { judge } from "../../../src/core/guard/index.ts";
import { explain, RULE_FILES } from "../../../src/core/guard/rule/index.ts";
import { place } from "./corpus.ts";

const rules = RULE_FILES.flatMap((file) =>
  Object.entries(file.rules).map(([id, text]) => ({ id, text, file })),
);

describe("the rules", () => {
  it("refuse each of their examples themselves, and let the others through", () => {
    expect(testExamples().wrong).toEqual([]);
  });

  it("have examples for no rule that is not there", () => {
    const known = new Set(rules.map((rule) => rule.id));
    expect(Object.keys(EXAMPLES).filter((id) => !known.has(id))).toEqual([]);
  });

  it("are each named once, and say why and what to do instead", () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const { text } of rules) {
      expect(text.reason).toMatch(/^.{15,}[^.]$/);
      expect(text.alternative).toMatch(/^.{15,}\.$/);
    }
  });

  it("never name a way out that is refused itself", () => {
    const offered = [
      "git stash push -m wip",
      "git diff",
      "git clean -n",
      "git branch -d x",
      "git revert HEAD",
      "git push --force-with-lease origin my-branch",
      "kill $!",
      "kill $(lsof -ti:3000)",
      "chmod +x scripts/build.sh",
      "npm pack",
      "npm publish --dry-run",
      "npm install --save-dev x",
      "python -m venv .venv",
      "docker rm -f my-test-db",
      'docker run --rm -v "$PWD":/app image',
      "terraform plan",
      "nc -z host 80",
      'echo "$NODE_ENV"',
      "ssh-keygen -lf key.pub",
      "git -c name.x=value log",
      "git config user.name x",
      "npm run -s adf -- status",
      "git stash pop",
    ];
    expect(offered.filter((command) => judge(command, place()).decision !== "allow")).toEqual([]);
  });

  it("are explained also when nobody described them", () => {
    expect(explain("project.unknown")).toMatchObject({ decision: "deny" });
  });
});
