/**
 * What git reads of an agent's repository when the mirror fetches from it. The fetch runs outside the agent's sandbox, and git
 * would follow the repository to wherever it leads: into any other one on this machine, and bring that one's commits along.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where refs and objects stand, in either of git's formats for refs. */
const READ = ["HEAD", "packed-refs", "shallow", "refs", "reftable", "objects"];

/** Why nothing is fetched from it; null when all that git will read lies in `gitDir` itself, or in the mirror. */
export function leadsElsewhere(gitDir: string, mirrorDir: string): string | null {
  // In a linked worktree it says where refs and objects stand instead.
  if (lstatSync(join(gitDir, "commondir"), { throwIfNoEntry: false }) !== undefined)
    return "the agent put a commondir into its repository";
  const link = READ.map((name) => firstLink(join(gitDir, name))).find((path) => path !== null);
  if (link !== undefined) return `the agent put a link into its repository, in place of ${link}`;
  borrowOnlyFrom(mirrorDir, join(gitDir, "objects/info/alternates"));
  return null;
}

/** The first entry of it that is neither a file nor a folder. */
function firstLink(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isFile()) return null;
  if (!stat.isDirectory()) return path;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isFile()) continue;
    const found = firstLink(join(path, entry.name));
    if (found !== null) return found;
  }
  return null;
}

/** As they were laid out, whatever the agent wrote there. */
function borrowOnlyFrom(mirrorDir: string, alternates: string): void {
  if (existsSync(alternates)) rmSync(alternates, { recursive: true, force: true });
  mkdirSync(dirname(alternates), { recursive: true });
  writeFileSync(alternates, `${join(mirrorDir, "objects")}\n`);
}
