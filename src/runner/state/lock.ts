/**
 * One runner per state directory. The lock is a file naming its holder by pid and start time; a holder that is
 * gone loses it to the next runner, without anybody deleting files by hand.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../core/result.ts";
import { identify, isAlive, type ProcessIdentity } from "./process.ts";

export interface Lock {
  release(): void;
}

export const lockIn = (stateDir: string): string => join(stateDir, "runner.lock");

export function takeLock(stateDir: string): Result<Lock, string> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = lockIn(stateDir);
  const me = identify(process.pid);
  if (me === null) return err("The runner cannot read its own start time, so it cannot hold a lock.");
  const mine = JSON.stringify(me);
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linked(fresh, file)) {
        removeStrays(stateDir);
        return ok({ release: () => releaseIfMine(file, mine) });
      }
      const held = read(file);
      const holder = held === null ? null : parse(held);
      if (holder !== null && isAlive(holder)) {
        return err(
          `Another runner (pid ${holder.pid}) works in ${stateDir}. Stop it first, or give this one a state directory of its own.`,
        );
      }
      if (held !== null) takeAway(file, held);
    }
    return err(`The lock ${file} keeps changing hands. Is something starting runners in a loop?`);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** The living runner that works in this directory; null when there is none. */
export function holderOf(stateDir: string): ProcessIdentity | null {
  const held = read(lockIn(stateDir));
  const holder = held === null ? null : parse(held);
  return holder !== null && isAlive(holder) ? holder : null;
}

/** Hard-linking a complete file is atomic: nobody ever sees a lock without its holder's name. */
function linked(fresh: string, file: string): boolean {
  try {
    linkSync(fresh, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

/** Between reading and renaming another runner may have taken over; then its lock is put back. */
function takeAway(file: string, stale: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== stale) linked(aside, file);
  rmSync(aside, { force: true });
}

/** What a runner that was killed while it took the lock has left beside it: `runner.lock.<pid>`, of a pid that is nobody's. */
function removeStrays(stateDir: string): void {
  for (const name of readdirSync(stateDir)) {
    const [, pid] = /^runner\.lock\.(\d+)(?:\.stale)?$/.exec(name) ?? [];
    if (pid !== undefined && identify(Number(pid)) === null) rmSync(join(stateDir, name), { force: true });
  }
}

function releaseIfMine(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function parse(text: string): ProcessIdentity | null {
  try {
    const { pid, start } = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof pid === "number" && typeof start === "string" ? { pid, start } : null;
  } catch {
    return null;
  }
}
