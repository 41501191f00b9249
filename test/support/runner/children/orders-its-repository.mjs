// Leaves its work, and a repository in which git would wait for a pipe, in the way that its first argument names.
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";

const [, , way] = process.argv;
writeFileSync("work.txt", "done\n");
execFileSync("git", ["add", "work.txt"]);
execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@x", "commit", "--quiet", "-m", "Work"]);
if (way === "a pipe that its configuration includes") {
  execFileSync("mkfifo", ["../tmp/pipe"]);
  appendFileSync(".git/config", "[include]\n\tpath = ../../tmp/pipe\n");
} else {
  mkdirSync(".git/info", { recursive: true });
  execFileSync("mkfifo", [".git/info/grafts"]);
}
console.log("done");
