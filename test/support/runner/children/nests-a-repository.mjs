// Leaves a repository within its own, named by its commit, whose filter does what its first argument says: a file to write.
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";

const [, , proof] = process.argv;
const git = (cwd, ...args) =>
  execFileSync("git", ["-c", "user.name=n", "-c", "user.email=n@x", ...args], {
    cwd,
    encoding: "utf8",
  }).trim();
mkdirSync("inner");
git("inner", "init", "--quiet");
writeFileSync("inner/a.txt", "a\n");
git("inner", "add", "--all");
git("inner", "commit", "--quiet", "-m", "inner");
git(".", "update-index", "--add", "--cacheinfo", `160000,${git("inner", "rev-parse", "HEAD")},inner`);
git(".", "commit", "--quiet", "-m", "Name it");
mkdirSync("inner/.git/info", { recursive: true });
writeFileSync("inner/.git/info/attributes", "* filter=x\n");
// By hand: the guard lets no such setting be made by git.
appendFileSync("inner/.git/config", `[filter "x"]\n\tclean = touch ${proof} && cat\n`);
// Of the same length, so that git must read it to know.
writeFileSync("inner/a.txt", "b\n");
writeFileSync("left.txt", "left\n");
console.log("done");
