import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { corpus, place } from "./corpus.ts";
import { WAYS } from "./obfuscate.ts";

const FULL = process.env.ADF_FULL === "1";
// A line that is not whole is refused for that, and stays so in no other form.
const harmful = corpus().filter(
  ({ label, command }) => label === "deny" && judge(command, place()).rule !== "shell.unparseable",
);
const chosen = FULL ? harmful : harmful.filter((_, i) => i % 12 === 0);
const context = place();

describe("what must be refused", () => {
  it(`stays refused in every other form (${FULL ? "all" : "every twelfth"} of the labelled commands)`, {
    timeout: 900_000,
  }, () => {
    const through: string[] = [];
    let fewest = Number.POSITIVE_INFINITY;
    let lines = 0;
    for (const { file, line, command } of chosen) {
      let forms = 0;
      for (const [name, way] of Object.entries(WAYS)) {
        const other = way(command);
        if (other === null) continue;
        forms += 1;
        if (judge(other, context).decision !== "deny") through.push(`${file}:${line} as ${name}: ${other}`);
      }
      fewest = Math.min(fewest, forms);
      lines += forms;
    }
    console.log(`${chosen.length} commands in ${lines} other forms, at least ${fewest} each`);
    expect(through).toEqual([]);
    expect(fewest).toBeGreaterThanOrEqual(25);
  });

  it("was not refused because everything is: the same forms of harmless commands are let through", () => {
    const harmless = ["ls -la", "npm test", "git status", "rm -rf dist", "echo hi > out.txt", "kill 12345"];
    // Other rules look at these themselves: a decoder and a root shell are refused only with what they carry.
    const refused = harmless.flatMap((command) =>
      Object.entries(WAYS).flatMap(([name, way]) => {
        const other = way(command);
        if (other === null) return [];
        const { decision, rule } = judge(other, context);
        return decision === "deny" ? [`${name} by ${rule}: ${other}`] : [];
      }),
    );
    expect(refused).toEqual([]);
  });
});
