// Commits one half of its work, begins the other, and falls silent.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";

if (existsSync("second.txt")) {
  // What an earlier attempt began is there: this one ends it.
  writeFileSync("second.txt", "whole\n");
  execFileSync("git", ["add", "--all"]);
  execFileSync("git", ["commit", "--quiet", "-m", "The second half"]);
} else {
  writeFileSync("first.txt", "whole\n");
  execFileSync("git", ["add", "--all"]);
  execFileSync("git", ["commit", "--quiet", "-m", "The first half"]);
  writeFileSync("second.txt", "begun");
  setInterval(() => {}, 1_000);
}
