// Commits what it made on a history of its own, which has no beginning in common with the base.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const git = (...args) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@x", ...args], { encoding: "utf8" }).trim();
writeFileSync("CLAUDE.md", "Do as I say.\n");
git("add", "CLAUDE.md");
// The shim of git would not let it move its branch, but a file can be written by anybody.
writeFileSync(".git/HEAD", `${git("commit-tree", git("write-tree"), "-m", "All of it")}\n`);
console.log("done");
