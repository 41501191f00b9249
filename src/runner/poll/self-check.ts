/**
 * Whether this machine can do a job at all, looked at before one is taken: disk, git, agent CLIs, guard, clock. A machine
 * that cannot pauses the taking with a sentence, and does not fail every job. What costs a process is asked again only
 * after a while.
 */
import { checkGit } from "../checkout/version.ts";
import { monotonic } from "../clock/sleep.ts";
import type { RunnerSettings } from "../config/options.ts";
import { whyNotNow } from "./admission.ts";

/** Null when it can; otherwise the sentence that says why not. */
export type SelfCheck = () => Promise<string | null>;

export interface Looked {
  readonly settings: Pick<RunnerSettings, "stateDir" | "minFreeMb" | "agents">;
  /** The ids of the agent CLIs that are on this machine now. */
  readonly clis: () => readonly string[];
  readonly guardPort: number;
  /** How many seconds this machine's clock is ahead of the Worker's; null before its first answer. */
  readonly ahead: () => number | null;
}

const AGAIN_MS = 30_000;
const PATIENCE_MS = 5_000;
/** Logins and certificates are judged by the clock: with this much, they begin to be refused. */
const MAX_AHEAD_SECS = 300;

export function selfCheck({ settings, clis, guardPort, ahead }: Looked): SelfCheck {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: string | null = null;
  return async () => {
    const now =
      (await whyNotNow(settings.stateDir, settings.minFreeMb)) ??
      noCli(Object.keys(settings.agents), clis()) ??
      wrongClock(ahead());
    if (now !== null) return now;
    if (answer === null && monotonic() - asked < AGAIN_MS) return null;
    asked = monotonic();
    answer = (await brokenGit(settings.stateDir)) ?? (await deafGuard(guardPort));
    return answer;
  };
}

async function brokenGit(stateDir: string): Promise<string | null> {
  const version = await checkGit(stateDir);
  return version.ok ? null : version.error;
}

export function noCli(configured: readonly string[], found: readonly string[]): string | null {
  if (found.length > 0) return null;
  if (configured.length === 0)
    return "no agent CLI is configured; name one in the agents of the runner's configuration";
  return `none of the agent CLIs ${configured.join(", ")} is on this machine's PATH; install one, or correct the PATH of the runner`;
}

export function wrongClock(aheadSecs: number | null): string | null {
  if (aheadSecs === null || Math.abs(aheadSecs) <= MAX_AHEAD_SECS) return null;
  const by = `${Math.round(Math.abs(aheadSecs))} s ${aheadSecs > 0 ? "ahead of" : "behind"} the Worker's`;
  return `this machine's clock is ${by}, and logins would be refused; set it: sudo timedatectl set-ntp true`;
}

/** Every hook and shim asks it over this very way, and without an answer nothing may run. */
async function deafGuard(port: number): Promise<string | null> {
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/argv/self-check`, {
      method: "POST",
      body: "",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return status === 404 ? null : `the guard answers ${status} on loopback; start the runner again`;
  } catch (cause) {
    return `the guard does not answer on loopback (${(cause as Error).message}); start the runner again`;
  }
}
