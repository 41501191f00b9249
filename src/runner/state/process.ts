/**
 * Processes by identity. A pid alone is not one: it is reused. A pid with its start time, on one boot, is.
 * Linux reads /proc; elsewhere `ps` answers for single processes and the search by marker finds nothing.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sep } from "node:path";
import { pidsIn } from "./scope.ts";

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque: equal exactly when it is the same process. */
  readonly start: string;
}

interface Stat {
  readonly pid: number;
  readonly state: string;
  readonly group: number;
  readonly session: number;
  readonly ticks: string;
}

export const hasProc = process.platform === "linux";

/** Null when there is no such process, or only its zombie. */
export function identify(pid: number): ProcessIdentity | null {
  if (!hasProc) return identifyByPs(pid);
  const stat = readStat(pid);
  return stat === null || stat.state === "Z" || stat.state === "X"
    ? null
    : { pid, start: `${bootId()}:${stat.ticks}` };
}

export const isAlive = ({ pid, start }: ProcessIdentity): boolean => identify(pid)?.start === start;

/** How the processes of one job are known, also those that left its process group. */
export interface JobMark {
  /** `ADF_JOB=<marker>` in the environment they were started with. */
  readonly marker: string;
  /** The job's own directory: a process whose working directory is below it belongs to the job. */
  readonly dir: string;
  /** Process group, equal to its session; null before the agent was started. */
  readonly group: number | null;
  /** The file that lists its control group, where it has one. */
  readonly procs?: string | undefined;
}

/** All living processes of a job. Never the runner itself. */
export function findJobProcesses(mark: JobMark): ProcessIdentity[] {
  if (!hasProc) return [];
  const found: ProcessIdentity[] = [];
  const inScope = new Set(mark.procs === undefined ? [] : pidsIn(mark.procs));
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = readStat(pid);
    if (stat === null || stat.state === "Z" || stat.state === "X") continue;
    const inGroup = mark.group !== null && stat.group === mark.group && stat.session === mark.group;
    if (inGroup || inScope.has(pid) || worksBelow(pid, mark.dir) || carries(pid, mark.marker)) {
      found.push({ pid, start: `${bootId()}:${stat.ticks}` });
    }
  }
  return found;
}

function carries(pid: number, marker: string): boolean {
  // A label that was cut short names nobody, and anybody may have set ADF_JOB to nothing.
  if (marker === "") return false;
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}\0`.includes(`\0ADF_JOB=${marker}\0`);
  } catch {
    return false;
  }
}

function worksBelow(pid: number, dir: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    return cwd === dir || cwd.startsWith(dir + sep);
  } catch {
    return false;
  }
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name of the program stands in parentheses and may contain spaces and parentheses itself.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state = "", , group, session] = fields;
    return { pid, state, group: Number(group), session: Number(session), ticks: fields[19] ?? "" };
  } catch {
    return null;
  }
}

let boot: string | null = null;
function bootId(): string {
  boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return boot;
}

function identifyByPs(pid: number): ProcessIdentity | null {
  try {
    const start = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return start === "" ? null : { pid, start };
  } catch {
    return null;
  }
}
