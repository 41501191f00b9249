/**
 * A control group (cgroup v2) of its own for each job, where the service manager has given the runner's to the runner: then
 * the kernel itself knows what belongs to a job, ends all of it at once, and keeps its memory within a limit. Elsewhere
 * processes are found by their mark and memory is sampled, which needs nothing.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../core/result.ts";
import { sleep } from "../clock/sleep.ts";

export interface Scope {
  /** The file that a process writes itself into, and with it all that it will start. */
  readonly procs: string;
  /** How many processes the kernel has killed because the limit was reached. */
  oomKills(): number;
  /** SIGKILL to all of it in one moment. */
  kill(): void;
  /** When it is empty. One that is not stays for the next start. */
  remove(): Promise<void>;
}

export interface Scopes {
  /** Why there are none; null when there are. */
  readonly missing: string | null;
  /** Why the kernel does not limit each job's memory; null while it does, by what became of the last job's group. */
  unlimited(): string | null;
  /** Null where there are none, or this one could not be made. `memoryMb` 0 is no limit. */
  open(name: string, memoryMb: number): Scope | null;
}

/** Where to look; the real places unless a test says otherwise. */
export interface Hierarchy {
  readonly root: string;
  /** What /proc/self/cgroup says. */
  readonly own: string;
  readonly uid: number;
  /** ADF_CGROUP of the unit: the group was delegated, which for root nothing else can tell. */
  readonly delegated: boolean;
}

const REAL = "/sys/fs/cgroup";
const JOB = "job-";
/** Above the limit that is sampled: who is stopped by that can still have its work kept. */
const SLACK = 1.1;

export const thisHierarchy = (): Hierarchy => ({
  root: REAL,
  own: readText("/proc/self/cgroup"),
  uid: process.getuid?.() ?? -1,
  delegated: process.env.ADF_CGROUP === "delegated",
});

export function openScopes(where: Hierarchy = thisHierarchy()): Scopes {
  const none = (missing: string): Scopes => ({ missing, unlimited: () => missing, open: () => null });
  const path = /^0::(\/.+)$/m.exec(where.own)?.[1];
  if (path === undefined || path.includes("..")) return none("no cgroup of version 2 is around the runner");
  const home = join(where.root, path);
  try {
    if (statSync(home).uid !== where.uid || (where.uid === 0 && !where.delegated))
      return none("the runner's cgroup is not its own");
    clear(home);
    const limited = settle(home);
    let unlimited = limited ? null : "the runner's cgroup has no memory to share out";
    return {
      missing: null,
      unlimited: () => unlimited,
      open(name, memoryMb) {
        const made = open(home, name, limited ? memoryMb : 0);
        if (limited) unlimited = made.ok ? null : made.error;
        return made.ok ? made.value : null;
      },
    };
  } catch (cause) {
    return none(`the runner's cgroup cannot be used: ${(cause as Error).message}`);
  }
}

/** What a runner that was killed has left. */
function clear(home: string): void {
  for (const name of readdirSync(home).filter((one) => one.startsWith(JOB))) {
    writeFileSync(join(home, name, "cgroup.kill"), "1");
    try {
      rmdirSync(join(home, name));
    } catch {
      // Its processes are dying: it is empty at the next start, and in nobody's way until then.
    }
  }
}

/** Limits are given to groups that have none but groups in them, so the runner moves into one itself. Whether it can. */
function settle(home: string): boolean {
  if (!readText(join(home, "cgroup.controllers")).split(/\s/).includes("memory")) return false;
  const own = join(home, "runner");
  mkdirSync(own, { recursive: true });
  for (const pid of pidsIn(join(home, "cgroup.procs"))) writeFileSync(join(own, "cgroup.procs"), String(pid));
  writeFileSync(join(home, "cgroup.subtree_control"), "+memory");
  return true;
}

function open(home: string, name: string, memoryMb: number): Result<Scope, string> {
  const dir = join(home, `${JOB}${name}`);
  try {
    mkdirSync(dir, { recursive: true });
    if (memoryMb > 0) {
      writeFileSync(join(dir, "memory.max"), String(Math.floor(memoryMb * SLACK * 1_048_576)));
      writeFileSync(join(dir, "memory.oom.group"), "1");
    }
  } catch (cause) {
    return err(`a job's cgroup could not be made: ${(cause as Error).message}`);
  }
  return ok({
    procs: join(dir, "cgroup.procs"),
    oomKills: () => Number(/^oom_kill (\d+)$/m.exec(readText(join(dir, "memory.events")))?.[1] ?? 0),
    kill: () => writeFileSync(join(dir, "cgroup.kill"), "1"),
    async remove() {
      for (let tries = 0; tries < 20; tries += 1) {
        try {
          return rmdirSync(dir);
        } catch {
          await sleep(25);
        }
      }
    },
  });
}

/** A command that puts itself into a group before it becomes the agent: so nothing of it is ever outside. */
export const intoScope = (scope: Scope, argv: readonly string[]): string[] => [
  "/bin/sh",
  "-c",
  'echo 0 > "$0" && exec "$@"',
  scope.procs,
  ...argv,
];

export const pidsIn = (procs: string): number[] =>
  readText(procs)
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
