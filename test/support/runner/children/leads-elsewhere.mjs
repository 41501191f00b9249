// Leads its repository to another one of this machine, in the way that its first argument names.
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , way, other] = process.argv;
const git = (cwd, ...args) => execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
mkdirSync(other, { recursive: true });
git(other, "init", "--quiet", "--initial-branch=private");
writeFileSync(join(other, "diary.txt"), "nobody's business\n");
git(other, "add", "--all");
git(other, "-c", "user.name=p", "-c", "user.email=p@x", "commit", "--quiet", "-m", "private");
const there = join(other, ".git");
const head = () => writeFileSync(".git/HEAD", "ref: refs/heads/private\n");
const swap = (name) => {
  renameSync(join(".git", name), join(".git", `${name}.before`));
  symlinkSync(join(there, name), join(".git", name));
};
if (way === "commondir") writeFileSync(".git/commondir", there);
if (way === "links") for (const name of ["refs", "objects"]) swap(name);
if (way === "a linked ref") {
  mkdirSync(".git/refs/heads", { recursive: true });
  symlinkSync(join(there, "refs/heads/private"), ".git/refs/heads/private");
  writeFileSync(".git/objects/info/alternates", `${join(there, "objects")}\n`);
}
if (way === "alternates") {
  writeFileSync(".git/objects/info/alternates", `${join(there, "objects")}\n`);
  writeFileSync(".git/HEAD", `${git(other, "rev-parse", "HEAD")}\n`);
} else head();
console.log("done");
