// A reviewer: passes what it was given, and names the tree it saw.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const head = execFileSync("git", ["rev-parse", "HEAD^2"], { encoding: "utf8" }).trim();
writeFileSync("scribble.txt", "must never be pushed");
writeFileSync(
  process.env.ADF_OUTPUTS,
  JSON.stringify({
    version: 1,
    verdict: { result: "pass", confidence: 0.9, head_sha: head, summary: readFileSync("sum.js", "utf8") },
  }),
);
