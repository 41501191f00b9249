/**
 * Takes away what a runner kept for later and does not need any more: mirrors, conversations, folders of jobs that could
 * not be removed. At the start and every so often; only what bears the runner's own label, and never what is in use.
 */
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { isConversation } from "../agents/conversation.ts";
import { isHeld, isMirror, lastUsed } from "../checkout/mirror.ts";
import { sleep } from "../clock/sleep.ts";
import type { RunnerSettings } from "../config/options.ts";
import { folderBytes } from "./folder-size.ts";
import { type Kept, leaving } from "./keeping.ts";
import { removeTree } from "./remove-tree.ts";
import { labelOf, removeWorkspace } from "./workspace.ts";

export type JanitorSettings = Pick<
  RunnerSettings,
  "stateDir" | "janitorSecs" | "keepDays" | "keepCount" | "keepMb" | "log"
>;

/** Until the signal fires. `live`: the markers of the jobs that run. */
export async function keepTidy(
  settings: JanitorSettings,
  live: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  if (settings.janitorSecs === 0) return;
  for (await tidyUp(settings, live); !signal.aborted; await tidyUp(settings, live)) {
    await sleep(settings.janitorSecs * 1000, signal);
    if (signal.aborted) return;
  }
}

/** One round; the names of what is gone. */
export async function tidyUp(settings: JanitorSettings, live: ReadonlySet<string>): Promise<string[]> {
  const { stateDir, log, keepDays, keepCount, keepMb } = settings;
  await removeStuck(settings, live);
  const kept = await keptIn(stateDir);
  const allowed = { days: keepDays, count: keepCount, bytes: keepMb * 1_048_576 };
  const removed: string[] = [];
  for (const { kept: one, why } of leaving(kept, allowed, Date.now())) {
    // It may have come into use while the others were counted and removed.
    if (isHeld(one.path)) continue;
    try {
      await removeTree(one.path);
    } catch (cause) {
      log({ event: "janitor.stuck", level: "error", reason: `${one.name}: ${(cause as Error).message}` });
      continue;
    }
    removed.push(one.name);
    const mb = Math.ceil(one.bytes / 1_048_576);
    log({ event: "janitor.removed", level: "info", reason: `${one.name}, ${mb} MB: ${why}` });
  }
  return removed;
}

/** Folders of jobs that have ended, where removing them failed at the time. */
async function removeStuck({ stateDir, log }: JanitorSettings, live: ReadonlySet<string>): Promise<void> {
  const root = join(realpathSync(stateDir), "work");
  for (const name of foldersIn(root)) {
    const marker = labelOf(stateDir, join(root, name));
    if (marker === null || live.has(marker)) continue;
    try {
      if (await removeWorkspace(stateDir, join(root, name)))
        log({ event: "janitor.removed", level: "info", reason: `job ${name}: it has ended` });
    } catch (cause) {
      log({ event: "janitor.stuck", level: "error", reason: `job ${name}: ${(cause as Error).message}` });
    }
  }
}

async function keptIn(stateDir: string): Promise<Kept[]> {
  const found: Kept[] = [];
  for (const [folder, word, isOurs, usedAt] of [
    ["mirrors", "mirror", isMirror, lastUsed],
    ["conversations", "conversation", isConversation, (path: string) => statSync(path).mtimeMs],
  ] as const) {
    const root = join(stateDir, folder);
    for (const name of foldersIn(root)) {
      const path = join(root, name);
      if (!isOurs(path) || isHeld(path)) continue;
      const bytes = await folderBytes(path, Number.POSITIVE_INFINITY);
      // An attempt may have taken it up, or begun it anew, while it was counted.
      if (existsSync(path)) found.push({ path, name: `${word} ${name}`, usedAt: usedAt(path), bytes });
    }
  }
  return found;
}

const foldersIn = (root: string): string[] =>
  existsSync(root) ? readdirSync(root).filter((name) => lstatSync(join(root, name)).isDirectory()) : [];
