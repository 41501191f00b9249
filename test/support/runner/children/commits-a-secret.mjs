// Puts the credential of its run where everybody would find it: in a file, encoded, and takes it out again.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const commit = (message) => {
  console.log(message);
  execFileSync("git", ["add", "--all"]);
  execFileSync("git", ["commit", "--quiet", "-m", message]);
};
writeFileSync("notes.txt", Buffer.from(`the key: ${process.env.PROVIDER_KEY}!`).toString("base64"));
commit("Keep notes");
writeFileSync("notes.txt", "nothing to see\n");
commit("Tidy the notes");
if (process.argv.includes("hang")) setInterval(() => {}, 1_000);
