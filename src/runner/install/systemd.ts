/** What is to be known about systemd on this machine, and the few orders given to it. */
import { type Scope, UNIT_NAME } from "./layout.ts";
import type { Machine, Ran } from "./machine.ts";

export type Systemd = { readonly version: number } | { readonly missing: string };

/** The oldest with ExecType, LoadCredential, ProtectProc and OOMPolicy. */
const NEEDED = 247;

export async function findSystemd(machine: Machine, scope: Scope): Promise<Systemd> {
  if (machine.platform !== "linux") return { missing: `this is ${machine.platform}, which has no systemd` };
  const asked = await machine.run(["systemctl", "--version"]);
  const version = Number(/^systemd (\d+)/.exec(asked.stdout)?.[1]);
  if (asked.code !== 0 || !(version > 0)) return { missing: "there is no systemctl on this machine" };
  if (version < NEEDED) return { missing: `systemd ${version} is older than ${NEEDED}` };
  if (!machine.exists("/run/systemd/system")) return { missing: "this machine was not started by systemd" };
  if (scope === "user") {
    const own = await machine.run(["systemctl", "--user", "show-environment"]);
    if (own.code !== 0) {
      return {
        missing: `${machine.user} has no service manager here (${own.stderr.trim()}); log in as that user directly, or use --system`,
      };
    }
  }
  return { version };
}

export const systemctl = (machine: Machine, scope: Scope, ...words: string[]): Promise<Ran> =>
  machine.run(systemctlWords(scope, ...words), STOP_PATIENCE_MS);

export const systemctlWords = (scope: Scope, ...words: string[]): string[] => [
  "systemctl",
  ...(scope === "user" ? ["--user"] : []),
  ...words,
];

/** A stop waits for running jobs; the unit's own TimeoutStopSec ends it long before this. */
const STOP_PATIENCE_MS = 15 * 60_000;

export interface UnitState {
  readonly active: string;
  readonly sub: string;
  readonly enabled: string;
  readonly result: string;
  readonly exitStatus: number;
  readonly restarts: number;
}

export async function unitState(machine: Machine, scope: Scope): Promise<UnitState | null> {
  const names = "ActiveState,SubState,UnitFileState,Result,ExecMainStatus,NRestarts";
  const shown = await systemctl(machine, scope, "show", UNIT_NAME, `--property=${names}`);
  if (shown.code !== 0) return null;
  const found = new Map(
    shown.stdout.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  return {
    active: found.get("ActiveState") || "unknown",
    sub: found.get("SubState") || "unknown",
    enabled: found.get("UnitFileState") || "not installed",
    result: found.get("Result") || "unknown",
    exitStatus: Number(found.get("ExecMainStatus") ?? 0),
    restarts: Number(found.get("NRestarts") ?? 0),
  };
}

/** The end of what the service printed; empty where the journal may not be read. */
export async function lastWords(machine: Machine, scope: Scope): Promise<string> {
  const which = scope === "user" ? ["--user-unit", UNIT_NAME] : ["--unit", UNIT_NAME];
  const read = await machine.run(["journalctl", ...which, "--lines=5", "--output=cat", "--no-pager"]);
  return read.code === 0 ? read.stdout.trim() : "";
}

/** Whether this user's manager can build the fences: tried with the very settings of the unit. */
export async function canFence(machine: Machine, settings: readonly string[]): Promise<boolean> {
  const tried = await machine.run([
    "systemd-run",
    "--user",
    "--wait",
    "--quiet",
    "--collect",
    ...settings.map((setting) => `--property=${setting}`),
    "true",
  ]);
  return tried.code === 0;
}
