/** Reads the machine that doctor runs on: Node, git, room on the disk, agent CLIs on the PATH. */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readScenarioFolder, SHIPPED_SCENARIOS } from "../scenario-folder.ts";
import type { MachineFacts } from "./facts.ts";

const run = promisify(execFile);

export async function lookAround(folder: string): Promise<MachineFacts> {
  const at = resolve(folder);
  const { scenarios } = await readScenarioFolder(SHIPPED_SCENARIOS);
  const routed = [...new Set(scenarios.flatMap((s) => s.routes.map((r) => r.cli)))].sort();
  const wanted_clis = routed.filter((cli) => cli !== "adf-repair");
  const [git, free_bytes, ...found] = await Promise.all([
    gitVersion(),
    freeBytes(at),
    ...wanted_clis.map(isOnPath),
  ]);
  return {
    node: process.versions.node,
    git,
    folder: at,
    free_bytes,
    wanted_clis,
    found_clis: wanted_clis.filter((_, i) => found[i]),
  };
}

async function gitVersion(): Promise<string | null> {
  try {
    return (await run("git", ["--version"], { timeout: 5_000 })).stdout.trim();
  } catch {
    return null;
  }
}

async function freeBytes(folder: string): Promise<number | null> {
  // The folder itself may not be there yet; what it would be made in is.
  for (const at of [folder, join(folder, ".."), "."]) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch {
      // The next one up.
    }
  }
  return null;
}

async function isOnPath(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    try {
      await access(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not in this one.
    }
  }
  return false;
}
