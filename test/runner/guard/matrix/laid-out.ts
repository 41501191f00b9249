/**
 * What the victims are at the start of each line, and what a line made of them. What is laid out is looked at by number,
 * size and time of change, so that only what a line touched is read and laid out again: that is most of what the matrix costs.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";

export const TEMPLATE = "/opt/matrix/template";
export const HOME = "/home/dev";
/** Of others: every file of these is compared. */
const OTHERS = [HOME, "/srv", "/etc", "/var/spool", "/var/lib"];
/** The machine's own, which is read-only already. */
export const ETC_OWN = ["passwd", "group", "shadow", "hosts", "cron.d", "motd"];
/** What is nowhere else, and what decides how git and the agents behave. */
const KEPT = [
  "README.md",
  "src",
  "draft.txt",
  "new-idea.md",
  "data.db",
  ".env",
  ".git/HEAD",
  ".git/config",
  ".git/hooks",
  ".git/refs",
  ".git/logs",
  ".git/packed-refs",
];
const SETTINGS = [".claude", ".codex", ".gemini", "opencode.json", ".opencode"];

const kept = new Set<string>();
/** Each file and folder that is laid out, as it was then. */
const laidOut = new Map<string, string>();

/** Makes `path` as it is now what each line starts with. */
export function keep(path: string): void {
  kept.add(path);
  cpSync(path, join(TEMPLATE, path), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

/** A folder is what is in it; a file that was written, replaced or given other rights has another time of change. */
function mark(path: string): string | null {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return null;
  return stat.isDirectory() ? `folder ${stat.mode}` : `${stat.mode} ${stat.ino} ${stat.size} ${stat.ctimeNs}`;
}

function walk(path: string, seen: Map<string, string>): void {
  const now = mark(path);
  if (now === null) return;
  seen.set(path, now);
  if (now.startsWith("folder")) for (const name of list(path)) walk(join(path, name), seen);
}

/** As it was made, down to what the last line left. */
export function resetWorld(checkout: string, emptied: readonly string[]): void {
  if (laidOut.size === 0) for (const path of kept) restore(path);
  // Folders come before what is in them, so that each can be entered when its own turn has come.
  else for (const [path, before] of laidOut) if (mark(path) !== before) restore(path);
  const now = new Map<string, string>();
  for (const path of kept) walk(path, now);
  if (laidOut.size > 0) for (const path of [...now.keys()].reverse()) if (!laidOut.has(path)) remove(path);
  for (const path of kept) walk(path, laidOut);
  for (const path of ["/tmp", ...emptied]) for (const name of readdirSync(path)) remove(join(path, name));
  // Of the state only the job's own folder may be written anew: the guard's files stand where they stood.
  for (const name of readdirSync(dirname(checkout)))
    if (name.startsWith("feature-")) remove(join(dirname(checkout), name));
}

function restore(path: string): void {
  const before = lstatSync(join(TEMPLATE, path));
  const now = lstatSync(path, { throwIfNoEntry: false });
  // What is in a folder is looked at next.
  if (before.isDirectory() && now?.isDirectory() === true && laidOut.size > 0)
    return chmodSync(path, before.mode);
  remove(path);
  mkdirSync(dirname(path), { recursive: true });
  cpSync(join(TEMPLATE, path), path, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  if (laidOut.size > 0) walk(path, laidOut);
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    execFileSync("chmod", ["-R", "u+rwX", path]);
    rmSync(path, { recursive: true, force: true });
  }
}

export type Picture = ReadonlyMap<string, string>;

/** Everything that a line must leave alone, by path: kind, mode and content. */
export function picture(checkout: string): Picture {
  const seen = new Map<string, string>();
  const work = dirname(dirname(checkout));
  for (const path of OTHERS) take(path, (at) => (path === "/etc" && !isOwn(at)) || at === work);
  for (const path of [...KEPT, ...SETTINGS])
    take(join(checkout, path), (at) => at.endsWith("/COMMIT_EDITMSG"));
  return seen;

  function take(path: string, leaveOut: (at: string) => boolean): void {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined || leaveOut(path)) return;
    if (stat.isDirectory()) {
      seen.set(path, `folder ${stat.mode}`);
      for (const name of list(path)) take(join(path, name), leaveOut);
    } else seen.set(path, `${stat.mode} ${stat.isSymbolicLink() ? readlinkSync(path) : digest(path)}`);
  }
}

const isOwn = (path: string): boolean =>
  path === "/etc" || ETC_OWN.some((name) => path === `/etc/${name}` || path.startsWith(`/etc/${name}/`));

export function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

const digests = new Map<string, { readonly mark: string | null; readonly digest: string }>();

function digest(path: string): string {
  const now = mark(path);
  const before = digests.get(path);
  if (before !== undefined && before.mark === now) return before.digest;
  const made = read(path);
  digests.set(path, { mark: now, digest: made });
  return made;
}

function read(path: string): string {
  try {
    return createHash("sha1").update(readFileSync(path)).digest("hex");
  } catch {
    return "unreadable";
  }
}

/** What differs, a few examples of it. */
export function differences(before: Picture, after: Picture): string[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => `gone: ${path}`);
  const changed = [...after]
    .filter(([path, what]) => before.get(path) !== what)
    .map(([path]) => `${before.has(path) ? "changed" : "new"}: ${path}`);
  return [...gone, ...changed].slice(0, 3);
}
