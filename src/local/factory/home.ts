/**
 * The state folder of the one-machine factory (`.adf` by default): its settings, a lock, its ports, and the identities of
 * child processes, so that what a killed start left behind is reaped.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import { err, ok, type Result } from "../../core/result.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { holderOf, takeLock } from "../../runner/state/lock.ts";
import { isAlive } from "../../runner/state/process.ts";
import { type HeldPort, holdPort, whoListens } from "../host/port.ts";
import { freshSettings, readSettings, type Settings, settingsIn, writePrivately } from "./settings.ts";

export type { Settings } from "./settings.ts";

const Children = z.array(z.object({ name: z.string(), pid: z.int(), start: z.string() }));
type Child = z.infer<typeof Children>[number];

/** The parts that listen. */
export type Part = "forge" | "worker";
export type Ports = Readonly<Record<Part, number>>;

export interface Home {
  readonly dir: string;
  readonly settings: Settings;
  save(change: Partial<Settings>): void;
  /** Frees the port of a part that is about to listen there. */
  port(part: Part): Promise<number>;
  /** Remembers a child process until the next clean stop. */
  remember(child: Child): void;
  release(): void;
}

/** Why a folder cannot be used, and what to type. */
export interface NoHome {
  readonly why: string;
  readonly next: string;
}

/** Written first in every folder we make, so that `--fresh` can never remove something else. */
const LABEL = "adf-state";
/** What a start keeps in folders of its own, and `--fresh` removes. */
const FOLDERS = ["forge", "worker", "runner", "logs"] as const;
const ELSEWHERE = "npm start -- --state another-folder";
/** The start that forgets what is in a folder. */
export const anew = (dir: string): string =>
  `npm start -- --fresh${dir === resolve(".adf") ? "" : ` --state ${shellWord(dir)}`}   (forgets what is there), or: ${ELSEWHERE}`;

/** Taken where nobody else has them; any free port instead where somebody has. */
const WANTED: Ports = { forge: 3300, worker: 8787 };

export async function openHome(
  dir: string,
  forge: string,
  fresh: boolean,
  wanted: Ports = WANTED,
): Promise<Result<Home, NoHome>> {
  const foreign = foreignIn(dir);
  if (foreign !== null) return err({ why: foreign, next: ELSEWHERE });
  const lock = lockOf(dir);
  if (!lock.ok) return lock;
  const failed = (why: string, next: string) => {
    lock.value.release();
    return err({ why, next });
  };
  await reap(join(dir, "children.json"));
  if (fresh)
    for (const part of ["settings.json", ...FOLDERS])
      rmSync(join(dir, part), { recursive: true, force: true });
  writeFileSync(join(dir, LABEL), "The state of one adf factory. `npm start -- --fresh` begins anew.\n");
  const read = readSettings(dir);
  if (!read.ok) return failed(read.error, anew(dir));
  const before = read.value;
  if (before !== null && before.forge !== forge) {
    const why = `${dir} holds the state of a factory for ${before.forge}, and this start is for ${forge}`;
    return failed(why, anew(dir));
  }
  const held = await holdPorts(before, wanted, forge === "embedded");
  if (!held.ok) return failed(held.error, `end that program, or: ${ELSEWHERE}   (it takes free ports)`);
  const ports = { forge: held.value.forge.port, worker: held.value.worker.port };
  const children: Child[] = [];
  const home = {
    dir,
    settings: before ?? freshSettings(forge, ports, dir),
    save(change: Partial<Settings>) {
      home.settings = { ...home.settings, ...change };
      writePrivately(settingsIn(dir), home.settings);
    },
    async port(part: Part) {
      await held.value[part].letGo();
      return held.value[part].port;
    },
    remember(child: Child) {
      children.push(child);
      writePrivately(join(dir, "children.json"), children);
    },
    release() {
      for (const one of Object.values(held.value)) void one.letGo();
      rmSync(join(dir, "children.json"), { force: true });
      lock.value.release();
    },
  };
  home.save({});
  return ok(home);
}

/** Why a start may not have this folder: what stands in it under the names of ours would be mixed with it, and one day removed. */
function foreignIn(dir: string): string | null {
  if (existsSync(join(dir, LABEL))) return null;
  if (existsSync(settingsIn(dir))) return `${dir} was not made by adf`;
  const found = FOLDERS.find((part) => existsSync(join(dir, part)));
  if (found === undefined) return null;
  return `${join(dir, found)} is there, and no start has made it: a start keeps its own there, and --fresh removes it`;
}

function lockOf(dir: string): Result<{ release(): void }, NoHome> {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const lock = takeLock(dir);
    if (lock.ok) return lock;
  } catch (cause) {
    return err({ why: `the state cannot be kept in ${dir}: ${whyNoFolder(dir, cause)}`, next: ELSEWHERE });
  }
  const pid = holderOf(dir)?.pid;
  const who = pid === undefined ? "" : ` (pid ${pid})`;
  return err({
    why: `Another factory is running with the state in ${dir}${who}`,
    next: `stop that one with Ctrl-C, or: ${ELSEWHERE}`,
  });
}

/** Of a read-only disk Node says, when it may make the folders above too, that there is no such file. */
function whyNoFolder(dir: string, cause: unknown): string {
  try {
    mkdirSync(dir);
  } catch (plain) {
    if (plain instanceof Error) return plain.message;
  }
  return cause instanceof Error ? cause.message : String(cause);
}

/** Those of earlier starts: the webhook, clones and bookmarks name them. The first start takes what is free. */
async function holdPorts(
  before: Settings | null,
  wanted: Ports,
  embedded: boolean,
): Promise<Result<Record<Part, HeldPort>, string>> {
  const hold = async (part: Part): Promise<HeldPort | string> => {
    // A person's own forge listens elsewhere: what is held for it here is never used.
    const first = part === "forge" && !embedded ? 0 : before === null ? wanted[part] : null;
    if (before === null || first !== null)
      return (await holdPort(first ?? 0)) ?? (await holdPort(0)) ?? "this machine has no free port";
    const port = before[`${part}_port`];
    const held = await holdSoon(port);
    const whose = part === "forge" ? "the embedded forge" : "the Worker";
    const who = whoListens(port) ?? "another program";
    return held ?? `port ${port}, where ${whose} has listened since the first start, is taken by ${who}`;
  };
  const forge = await hold("forge");
  if (typeof forge === "string") return err(forge);
  const worker = await hold("worker");
  if (typeof worker !== "string") return ok({ forge, worker });
  await forge.letGo();
  return err(worker);
}

/** What a killed start left lets go of its port within moments. */
async function holdSoon(port: number): Promise<HeldPort | null> {
  for (let attempt = 1; attempt < 6; attempt += 1) {
    const held = await holdPort(port);
    if (held !== null) return held;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return holdPort(port);
}

/** Ends what a killed start left, by pid and start time: a pid that was given to another program is left alone. */
async function reap(file: string): Promise<void> {
  for (const child of readChildren(file)) {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (!isAlive(child)) break;
      process.kill(child.pid, signal);
      for (let i = 0; i < 40 && isAlive(child); i++) await new Promise((r) => setTimeout(r, 50));
    }
  }
  rmSync(file, { force: true });
}

/** None where there is no such list, or the machine went down while it was written. */
function readChildren(file: string): readonly Child[] {
  try {
    return Children.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return [];
  }
}
