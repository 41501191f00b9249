/**
 * Whether this machine can do a job at all, looked at before one is taken: disk, git, agent CLIs, guard, clock. A machine
 * that cannot pauses the taking with a sentence, and does not fail every job. What costs a process is asked again only
 * after a while. The Worker is told what was found, so that `adf doctor` can show it from anywhere.
 */
import { statfs } from "node:fs/promises";
import { type Found, MACHINE_FACTS, type Machine } from "../../contract/machine.ts";
import { checkGit } from "../checkout/version.ts";
import { monotonic } from "../clock/sleep.ts";
import type { RunnerSettings } from "../config/options.ts";

export interface SelfCheck {
  /** Looks, and says why nothing can be taken: null where everything is in order. */
  readonly whyNotNow: () => Promise<string | null>;
  /** What it last found; null before it looked. */
  readonly found: () => Machine | null;
}

export interface Looked {
  readonly settings: Pick<RunnerSettings, "stateDir" | "minFreeMb" | "agents">;
  /** The ids of the agent CLIs that are on this machine now. */
  readonly clis: () => readonly string[];
  /** Why none of those may work; null when one may, or it is not known yet. */
  readonly unproven: () => Found | null;
  readonly guardPort: number;
  /** How many seconds this machine's clock is ahead of the Worker's; null before its first answer. */
  readonly ahead: () => number | null;
}

const AGAIN_MS = 30_000;
const PATIENCE_MS = 5_000;
/** Logins and certificates are judged by the clock: with this much, they begin to be refused. */
const MAX_AHEAD_SECS = 300;
/** Answers name whole seconds, and take some. */
const CLOSE_SECS = 10;

export function selfCheck({ settings, clis, unproven, guardPort, ahead }: Looked): SelfCheck {
  let costly: Pick<Machine, "git" | "guard"> | null = null;
  let asked = Number.NEGATIVE_INFINITY;
  let found: Machine | null = null;
  const isDue = () =>
    costly === null || wrong(costly.git) || wrong(costly.guard) || monotonic() - asked >= AGAIN_MS;
  return {
    found: () => found,
    async whyNotNow() {
      if (isDue()) {
        asked = monotonic();
        const [git, guard] = await Promise.all([gitHere(settings.stateDir), listeningGuard(guardPort)]);
        costly = { git, guard };
      }
      found = {
        disk: await roomFor(settings),
        clis: unproven() ?? clisHere(Object.keys(settings.agents), clis()),
        clock: clockAt(ahead()),
        ...(costly as Pick<Machine, "git" | "guard">),
      };
      return whyNot(found);
    },
  };
}

const wrong = ({ fix }: Found): boolean => fix !== null;

/** The first that is wrong, with what mends it. */
export function whyNot(machine: Machine): string | null {
  const first = MACHINE_FACTS.map((name) => machine[name]).find(wrong);
  return first === undefined ? null : `${first.fact}; ${first.fix}`;
}

async function roomFor({ stateDir, minFreeMb }: Looked["settings"]): Promise<Found> {
  const where = `where the checkouts live (${stateDir})`;
  const mb = await freeMb(stateDir);
  if (typeof mb === "string")
    return { fact: `the disk cannot be read ${where}: ${mb}`, fix: `mend it: df -h ${stateDir}` };
  if (mb >= minFreeMb) return { fact: `${rounded(mb)} are free ${where}`, fix: null };
  return {
    fact: `only ${mb} MB are free ${where}, and ${minFreeMb} MB are needed`,
    fix: `free some space: du -xh --max-depth=2 ${stateDir} | sort -h | tail`,
  };
}

/** The system's own words where it cannot be read. */
async function freeMb(dir: string): Promise<number | string> {
  try {
    const { bavail, bsize } = await statfs(dir);
    return Math.floor((bavail * bsize) / 1_048_576);
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** In two figures, so that what is told does not change with every file. */
function rounded(mb: number): string {
  const [size, unit] = mb < 1_024 ? [mb, "MB"] : [mb / 1_024, "GB"];
  return `${Number(size.toPrecision(2))} ${unit}`;
}

async function gitHere(stateDir: string): Promise<Found> {
  const version = await checkGit(stateDir);
  return version.ok ? { fact: `git ${version.value}`, fix: null } : version.error;
}

export function clisHere(configured: readonly string[], found: readonly string[]): Found {
  if (found.length > 0) return { fact: `${found.join(", ")} on its PATH`, fix: null };
  if (configured.length === 0)
    return {
      fact: "no agent CLI is configured",
      fix: "name one in [agents] of runner.toml (docs/agents.md)",
    };
  return {
    fact: `none of the agent CLIs ${configured.join(", ")} is on this machine's PATH`,
    fix: "install one (docs/agents.md), or correct the PATH of the runner",
  };
}

export function clockAt(aheadSecs: number | null): Found {
  if (aheadSecs === null)
    return { fact: "not compared: no answer of the Worker has named its time yet", fix: null };
  const off = Math.abs(aheadSecs);
  const by = `${Math.round(off)} s ${aheadSecs > 0 ? "ahead of" : "behind"} the Worker's`;
  if (off > MAX_AHEAD_SECS)
    return {
      fact: `this machine's clock is ${by}, and logins would be refused`,
      fix: "set it: sudo timedatectl set-ntp true",
    };
  return { fact: off < CLOSE_SECS ? `within ${CLOSE_SECS} s of the Worker's` : by, fix: null };
}

/** Every hook and shim asks it over this very way, and without an answer nothing may run. */
async function listeningGuard(port: number): Promise<Found> {
  const again = "start the runner again";
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/argv/self-check`, {
      method: "POST",
      body: "",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (status === 404) return { fact: "it answers on loopback", fix: null };
    return { fact: `the guard answers ${status} on loopback`, fix: again };
  } catch (cause) {
    return { fact: `the guard does not answer on loopback (${(cause as Error).message})`, fix: again };
  }
}
