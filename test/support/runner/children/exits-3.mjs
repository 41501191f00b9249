// Fails with words on stderr, after leaving a commit.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

writeFileSync("half.js", "export const half = 1;\n");
execFileSync("git", ["add", "half.js"]);
execFileSync("git", ["commit", "--quiet", "-m", "Half of it"]);
console.error("the model went away");
process.exit(3);
