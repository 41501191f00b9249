import { describe, expect, it } from "vitest";
import { readAnswers } from "../../../src/core/setup/answers.ts";
import { forgeWish } from "../../../src/core/setup/forge-wish.ts";
import { stepsText } from "../../../src/core/setup/steps.ts";
import { TIDES } from "../../support/setup/projects.ts";

describe("the page of steps", () => {
  const page = (out: string) => {
    const answers = readAnswers(TIDES);
    if (!answers.ok) throw new Error("these are in order");
    return stepsText({
      answers: answers.value,
      wish: forgeWish(answers.value, {}, null),
      working_dir: null,
      out,
    });
  };
  const commands = (out: string) => page(out).match(/^npm .*$/gm) ?? [];

  it("names the folder that was meant in each command that needs it", () => {
    const typed = commands("my farms");
    expect(typed[0]).toMatch(/^npm run -s adf -- setup .* --out 'my farms' --admin-token-file /);
    for (const verb of ["start -- --config", "run -s adf -- check", "run -s adf -- deploy --config"])
      expect(typed).toContainEqual(`npm ${verb} 'my farms/orchestrator.toml'`);
  });

  it("names none where that is the folder in which they are typed", () => {
    expect(commands(".").join("\n")).not.toContain("--out");
    expect(commands(".")).toContain("npm run -s adf -- check");
  });
});
