// Commits one half of its work, begins the other, and falls silent; talks as long as it works.
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const talking = setInterval(() => console.log("working"), 20);
const git = (...args) => promisify(execFile)("git", args);
async function commit(message) {
  await git("add", "--all");
  await git("commit", "--quiet", "-m", message);
}

if (existsSync("second.txt")) {
  // What an earlier attempt began is there: this one ends it.
  writeFileSync("second.txt", "whole\n");
  await commit("The second half");
  clearInterval(talking);
} else {
  writeFileSync("first.txt", "whole\n");
  await commit("The first half");
  writeFileSync("second.txt", "begun");
  clearInterval(talking);
  setInterval(() => {}, 1_000);
}
