// Does its work properly: edits, commits, and says so in the outputs file.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

writeFileSync("sum.js", "export const sum = (a, b) => a + b;\n");
execFileSync("git", ["commit", "--quiet", "--all", "-m", "Add instead of subtracting"]);
writeFileSync(
  process.env.ADF_OUTPUTS,
  JSON.stringify({ version: 1, pull_request: { title: "Add", body: "It subtracted." } }),
);
console.log("done");
