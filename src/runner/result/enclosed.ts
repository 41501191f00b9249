/**
 * What git reads of an agent's repository when the mirror fetches from it. The fetch runs outside the agent's sandbox, and git
 * would follow the repository to wherever it leads, into any other one on this machine, and bring that one's commits along; it
 * would obey its configuration, and wait for a pipe. So it is given nothing but the agent's refs and objects.
 */
import type { Dirent } from "node:fs";
import { lstat, mkdir, opendir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatOf } from "../checkout/layout.ts";

/** Where refs and objects stand, in either of git's formats for refs. */
const READ = ["HEAD", "packed-refs", "shallow", "refs", "reftable", "objects"];
/** What else git would read there, and nobody needs: configuration, and made-up parents of commits. */
const TAKEN_AWAY = ["config", "config.worktree", "info"];
/** A repository with more refs and loose objects is none that an agent needs. */
const MAX_ENTRIES = 1_000_000;

export interface Enclosed {
  readonly gitDir: string;
  readonly mirrorDir: string;
  /** A commit of it, by which its object format is known. */
  readonly sha: string;
}

/** Why nothing is fetched from it; null when all that git will read lies in `gitDir` itself, or in the mirror. */
export async function enclose({ gitDir, mirrorDir, sha }: Enclosed): Promise<string | null> {
  try {
    // In a linked worktree it says where refs and objects stand instead.
    if (await isThere(join(gitDir, "commondir"))) return "the agent put a commondir into its repository";
    const strange = await firstStrange(READ.map((name) => join(gitDir, name)));
    if (strange !== null) return strange;
    for (const name of TAKEN_AWAY) await rm(join(gitDir, name), { recursive: true, force: true });
    const reftable = await isThere(join(gitDir, "reftable"));
    await layOut(join(gitDir, "config"), formatOf(sha, reftable));
    await layOut(join(gitDir, "objects/info/alternates"), `${join(mirrorDir, "objects")}\n`);
    return null;
  } catch (cause) {
    return `the agent's repository cannot be read: ${(cause as Error).message.slice(0, 300)}`;
  }
}

/** Says of the first entry that is neither a file nor a folder; goes through them one by one, however many they are. */
async function firstStrange(roots: readonly string[]): Promise<string | null> {
  const folders: string[] = [];
  const look = (path: string, entry: Pick<Dirent, "isFile" | "isDirectory">): string | null => {
    if (entry.isDirectory()) folders.push(path);
    else if (!entry.isFile()) return `the agent put a link into its repository, in place of ${path}`;
    return null;
  };
  let entries = 0;
  for (const root of roots) {
    const stat = await lstat(root).catch(() => null);
    const strange = stat === null ? null : look(root, stat);
    if (strange !== null) return strange;
  }
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of await opendir(folder)) {
      entries += 1;
      if (entries > MAX_ENTRIES)
        return `the agent's repository has more than ${MAX_ENTRIES} refs and objects`;
      const strange = look(join(folder, entry.name), entry);
      if (strange !== null) return strange;
    }
  }
  return null;
}

/** As the runner has it, whatever the agent made of it. */
async function layOut(path: string, text: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: "wx" });
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
