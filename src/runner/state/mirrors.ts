/**
 * At start, while no job can run: frees the mirrors of what a killed git left (lock files stop every later git), takes
 * away what a killed runner had not finished, and lets git tidy up, which it must not do while checkouts borrow objects.
 */
import { existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { git } from "../checkout/git.ts";
import { UNFINISHED } from "../checkout/mirror.ts";
import { killProcesses } from "../spawn/kill.ts";
import { findJobProcesses } from "./process.ts";

export async function tidyMirrors(stateDir: string): Promise<void> {
  const root = join(realpathSync(stateDir), "mirrors");
  if (!existsSync(root)) return;
  // No job is called this; what is meant are git processes whose working directory is a mirror.
  await killProcesses(() => findJobProcesses({ marker: "mirrors", dir: root, group: null }));
  for (const name of readdirSync(root)) {
    const dir = join(root, name);
    if (name.endsWith(`.git${UNFINISHED}`)) rmSync(dir, { recursive: true, force: true });
    if (!name.endsWith(".git") || !existsSync(join(dir, "HEAD"))) continue;
    removeLocks(dir);
    await dropJobRefs(dir);
    await git(["gc", "--auto", "--quiet", "--prune=now"], {
      cwd: dir,
      config: [["gc.auto", "6700"]],
      timeoutMs: 600_000,
    });
  }
}

function removeLocks(dir: string): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const inObjects = entry.parentPath.startsWith(join(dir, "objects"));
    if (entry.isFile() && entry.name.endsWith(".lock") && !inObjects)
      rmSync(join(entry.parentPath, entry.name), { force: true });
  }
}

async function dropJobRefs(dir: string): Promise<void> {
  const { stdout } = await git(["for-each-ref", "--format=%(refname)", "refs/adf/"], { cwd: dir });
  for (const ref of stdout.split("\n").filter((line) => line !== ""))
    await git(["update-ref", "-d", ref], { cwd: dir });
}
