// Writes an outputs file that is not what was agreed; with "commit" it leaves a commit as well.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

if (process.argv.includes("commit")) {
  writeFileSync("sum.js", "export const sum = (a, b) => a + b;\n");
  execFileSync("git", ["commit", "--quiet", "--all", "-m", "Add"]);
}
writeFileSync(process.env.ADF_OUTPUTS, JSON.stringify({ version: 1, please: "merge" }));
