/** Reads the machine that doctor runs on: Node, git, room on the disk, agent CLIs on the PATH. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { detectClis } from "../../runner/agents/detect.ts";
import { ownKeyring } from "../../runner/agents/prepare.ts";
import { probeSandbox } from "../../runner/sandbox/probe.ts";
import { readScenarioFolder, SHIPPED_SCENARIOS } from "../scenario-folder.ts";
import type { MachineFacts } from "./facts.ts";

const run = promisify(execFile);

export async function lookAround(folder: string): Promise<MachineFacts> {
  const at = resolve(folder);
  const { scenarios } = await readScenarioFolder(SHIPPED_SCENARIOS);
  const routed = [...new Set(scenarios.flatMap((s) => s.routes.map((r) => r.cli)))].sort();
  const wanted_clis = routed.filter((cli) => cli !== "adf-repair");
  const [git, free_bytes, clis, sandbox] = await Promise.all([
    gitVersion(),
    freeBytes(at),
    detectClis(ownKeyring()),
    trySandbox(),
  ]);
  return {
    node: process.versions.node,
    git,
    folder: at,
    free_bytes,
    wanted_clis,
    sandbox,
    found_clis: clis.filter(({ program }) => program !== null),
  };
}

async function gitVersion(): Promise<string | null> {
  try {
    return (await run("git", ["--version"], { timeout: 5_000 })).stdout.trim();
  } catch {
    return null;
  }
}

async function trySandbox(): Promise<MachineFacts["sandbox"]> {
  const dir = await mkdtemp(join(tmpdir(), "adf-doctor-"));
  try {
    const probed = await probeSandbox(dir);
    return probed.ok ? null : { why: probed.why, fix: probed.fix };
  } finally {
    await rm(dir, { recursive: true, force: true });
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
