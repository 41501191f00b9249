/** Writes three files as setup does and kills itself right before the one that is named. */
import { writeFiles } from "../../../src/cli/setup/disk.ts";

const [dir = "", victim = "", version = ""] = process.argv.slice(2);
const files = ["docs/a.md", "b.json", "orchestrator.toml"].map((path) => ({
  path,
  text: `${version} of ${path}\n`.repeat(5_000),
}));
writeFiles(dir, files, (path) => {
  if (path === victim) process.kill(process.pid, "SIGKILL");
});
