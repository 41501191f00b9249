/**
 * Ends processes and verifies that they are dead. The ladder for a running agent is SIGINT, SIGTERM, then after
 * the grace SIGKILL, each to the whole process group; whatever left the group is found by its mark and killed.
 * Signals but the last wait at the door of a stopped process, so each is followed by SIGCONT.
 */
import { monotonic, sleep } from "../clock/sleep.ts";
import { findJobProcesses, isAlive, type JobMark, type ProcessIdentity } from "../state/process.ts";

/** SIGKILL until the search finds nothing, for at most five seconds; returns those that would not die. */
export async function killProcesses(search: () => ProcessIdentity[]): Promise<ProcessIdentity[]> {
  const deadline = monotonic() + 5_000;
  for (let pause = 5; ; pause = Math.min(100, pause * 2)) {
    const found = search();
    if (found.length === 0) return [];
    for (const one of found) if (isAlive(one)) signalPid(one.pid, "SIGKILL");
    if (monotonic() > deadline) return found;
    await sleep(pause);
  }
}

/** `gone` resolves when the group's leader has exited; the rest of the group is looked up. */
export async function killLadder(
  { group, boxed }: { readonly group: number; readonly boxed: boolean },
  graceMs: number,
  gone: Promise<unknown>,
  mark: JobMark,
): Promise<void> {
  const interruptMs = Math.min(2_000, graceMs / 2);
  for (const [signal, waitMs] of [
    ["SIGINT", interruptMs],
    ["SIGTERM", graceMs],
  ] as const) {
    if (boxed) signalInside(group, mark, signal);
    else if (!signalGroup(group, signal)) return;
    for (const { pid } of findJobProcesses(mark)) signalPid(pid, "SIGCONT");
    if (await settled(gone, waitMs)) break;
  }
  if (!(await settled(gone, 0))) signalGroup(group, "SIGKILL");
  await killProcesses(() => findJobProcesses(mark));
}

/** Stops all processes of a job where they are; twice, for those that were being born. */
export function freeze(mark: JobMark): void {
  for (let round = 0; round < 2; round += 1)
    for (const { pid } of findJobProcesses(mark)) signalPid(pid, "SIGSTOP");
}

/** A sandbox's own first process inside is deaf to both signals, as the first of any pid namespace is. */
function signalInside(leader: number, mark: JobMark, signal: NodeJS.Signals): void {
  for (const { pid } of findJobProcesses(mark)) if (pid !== leader) signalPid(pid, signal);
}

async function settled(gone: Promise<unknown>, ms: number): Promise<boolean> {
  const enough = new AbortController();
  const won = await Promise.race([gone.then(() => true), sleep(ms, enough.signal).then(() => false)]);
  enough.abort();
  return won;
}

export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return signalPid(-group, signal);
}

function signalPid(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
