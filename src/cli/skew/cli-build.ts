/** Which build this command is: the release, and the commit where it runs from a checkout. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const Manifest = z.object({ version: z.string() });

export function cliBuild(): string {
  const { version } = Manifest.parse(JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")));
  try {
    const head = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return `${version}-${head.trim()}`;
  } catch {
    return version;
  }
}
