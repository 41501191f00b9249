/**
 * Conversations kept between the attempts at one piece of work, so that the next attempt knows what the last one learned.
 * A few files per work, written by a process nobody trusts: no link is followed, and nothing large is kept. A conversation
 * that ended badly is not kept, because the next attempt would go on where it went wrong.
 */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  type Dirent,
  existsSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import * as z from "zod";
import type { TroubleKind } from "../../contract/agent-run.ts";
import type { AgentOrder } from "../../contract/runner.ts";
import type { StopCause } from "../spawn/stop.ts";
import type { Workspace } from "../state/workspace.ts";
import type { AgentAnswer, Conversation } from "./adapter.ts";
import type { AgentCommand } from "./command.ts";
import { adapterOf } from "./registry.ts";

const MAX_BYTES = 64 * 1024 * 1024;

/** Files and folders that are looked through; where there are more, no CLI has made them. */
const MAX_SEEN = 20_000;

/** More names than any CLI keeps one conversation under. */
const MAX_FILES = 4;

const Kept = z.strictObject({
  /** It becomes a word of the CLI's arguments, and must not be taken for an option: a job can print what it likes for it. */
  session: z.string().regex(/^\w[\w-]{0,99}$/),
  /** Relative to the CLI's folder; the n-th is kept as `file-n`. */
  files: z.array(z.string()).min(1).max(MAX_FILES),
});
const keptAs = (folder: string, n: number): string => join(folder, `file-${n}`);

/** The same work by the same agent with the same model; reviews are begun anew, because a judge has no past. */
function folderOf(stateDir: string, offer: AgentOrder): string {
  const who = [offer.project, offer.issue, offer.agent, offer.kind, offer.cli, offer.provider, offer.model];
  const name = createHash("sha256").update(who.join("\0")).digest("hex").slice(0, 32);
  return join(stateDir, "conversations", name);
}

/** Puts the conversation of the last attempt in place; null when there is none to go on with. */
export function takeUp(
  stateDir: string,
  command: AgentCommand,
  offer: AgentOrder,
  space: Workspace,
): string | null {
  const { conversation } = adapterOf(command);
  const folder = folderOf(stateDir, offer);
  if (conversation === null || offer.attempt < 2 || offer.kind !== "change") return null;
  try {
    if (offer.fresh === true) rmSync(folder, { recursive: true, force: true });
    const kept = Kept.parse(JSON.parse(readFileSync(join(folder, "conversation.json"), "utf8")));
    for (const [n, file] of kept.files.entries()) {
      const to = join(space.home, conversation.folder, conversation.place(file, space.checkout));
      mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
      copyFileSync(keptAs(folder, n), to);
    }
    // Whatever becomes of this attempt, it is kept again only if it ends well.
    rmSync(folder, { recursive: true, force: true });
    return kept.session;
  } catch {
    return null;
  }
}

/** Endings after which the conversation itself is the likely cause, or no use any more. */
const POISONED: ReadonlySet<TroubleKind> = new Set(["too_long", "unknown_model", "refused"]);

export function isHealthy(stopped: StopCause | null, trouble: AgentAnswer["trouble"]): boolean {
  if (stopped !== null && stopped.kind !== "shutdown") return false;
  return trouble === null || !POISONED.has(trouble.kind);
}

/** Keeps the conversation of a run that ended well enough. Never throws: without it the next attempt begins anew. */
export function putAway(
  stateDir: string,
  command: AgentCommand,
  offer: AgentOrder,
  space: Workspace,
  session: string | null,
): void {
  const { conversation } = adapterOf(command);
  if (conversation === null || session === null || offer.kind !== "change") return;
  try {
    const root = join(realpathSync(space.home), conversation.folder);
    // A folder that the agent replaced by a link leads to somebody else's conversations.
    if (realpathSync(root) !== root) return;
    const files = find(root, conversation, session);
    const kept = JSON.stringify(Kept.parse({ session, files: files.map((file) => relative(root, file)) }));
    const folder = folderOf(stateDir, offer);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [n, file] of files.entries()) copyFileSync(file, keptAs(folder, n));
    writeFileSync(join(folder, "conversation.json"), kept, { mode: 0o600 });
  } catch {
    // A full disk or a strange file: the next attempt has no past, and that is all.
  }
}

/** None when it is too large to be kept, or to be found. */
function find(root: string, conversation: Conversation, session: string): string[] {
  const held = entriesBelow(root).filter(
    (entry) => entry.isFile() && conversation.holds(entry.name, session),
  );
  const first = held.filter((entry, i) => held.findIndex(({ name }) => name === entry.name) === i);
  const files = first.map(({ parentPath, name }) => join(parentPath, name));
  const bytes = files.reduce((sum, file) => sum + lstatSync(file).size, 0);
  return bytes <= MAX_BYTES ? files : [];
}

function entriesBelow(root: string): Dirent[] {
  const entries: Dirent[] = [];
  const folders = [root];
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    const folder = opendirSync(path);
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (entries.push(entry) > MAX_SEEN) return [];
        if (entry.isDirectory()) folders.push(join(path, entry.name));
      }
    } finally {
      folder.closeSync();
    }
  }
  return entries;
}

/** Whether a folder is one that `putAway` made. */
export const isConversation = (path: string): boolean =>
  /^[0-9a-f]{32}$/.test(basename(path)) && existsSync(join(path, "conversation.json"));
