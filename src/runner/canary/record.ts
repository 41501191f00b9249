/** What was proven of which CLI, and when: kept over restarts, so that a runner that is started again soon takes work at once. */
import { createHash } from "node:crypto";
import { readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { AgentCommand } from "../agents/command.ts";
import { findProgram } from "../agents/detect.ts";
import { programOf } from "../agents/registry.ts";
import { BUILD } from "../config/build.ts";

const Proven = z.record(z.string(), z.strictObject({ key: z.string(), at: z.number() }));
export type Proven = z.infer<typeof Proven>;

const fileOf = (stateDir: string): string => join(stateDir, "canaries.json");

/** Without a file, or with one that cannot be read, nothing is proven. */
export function readProven(stateDir: string): Proven {
  try {
    return Proven.parse(JSON.parse(readFileSync(fileOf(stateDir), "utf8")));
  } catch {
    return {};
  }
}

export function writeProven(stateDir: string, proven: Proven): void {
  writeFileSync(fileOf(stateDir), JSON.stringify(proven), { mode: 0o600 });
}

/**
 * Changes with the program itself, with how this runner starts it, and with the build of the runner, which holds the hook.
 * Null where the program is not on the PATH.
 */
export function canaryKey(
  command: AgentCommand,
  boxed: boolean,
  path = process.env.PATH ?? "",
): string | null {
  const program = findProgram(programOf(command), path);
  if (program === null) return null;
  const real = realpathSync(program);
  const { size, mtimeMs } = statSync(real);
  const parts = [BUILD, command, boxed, real, size, mtimeMs];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
