/** Installs the pinned agent CLIs from npm, prints what they say of themselves, and names each that could not be. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { versionOf } from "../../src/runner/agents/detect.ts";
import { ADAPTERS } from "../../src/runner/agents/registry.ts";
import { asked, folderOf, programOf } from "./versions.ts";

let missing = 0;
for (const pinned of asked()) {
  const folder = folderOf(pinned);
  const done = join(folder, "done");
  try {
    if (!existsSync(done)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
      const argv = [
        "install",
        "--no-audit",
        "--no-fund",
        "--silent",
        `${pinned.package_name}@${pinned.version}`,
      ];
      execFileSync("npm", argv, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], timeout: 240_000 });
    }
    const said = await versionOf(ADAPTERS[pinned.cli], programOf(pinned), process.env.PATH ?? "", 180_000);
    if (said !== pinned.version) throw new Error(`it says ${said ?? "nothing"} when asked for its version`);
    writeFileSync(done, pinned.version);
    console.log(`${pinned.cli} ${said}`);
  } catch (cause) {
    missing += 1;
    rmSync(done, { force: true });
    console.log(
      `${pinned.cli} ${pinned.version} could not be installed: ${(cause as Error).message.split("\n")[0]}`,
    );
  }
}
// Without any of them nothing would be proven.
if (missing === asked().length) process.exitCode = 1;
