/** What a folder takes of the disk. The agent works in it meanwhile: what goes or is forbidden on the way counts nothing. */
import type { Dirent, Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

const BLOCK = 512;

/** In bytes, as allocated: a file full of holes is small, and one with several names counts once. Ends early above `enough`. */
export async function folderBytes(root: string, enough: number): Promise<number> {
  const seen = new Set<number>();
  const folders = [root];
  let bytes = 0;
  for (let dir = folders.pop(); dir !== undefined && bytes <= enough; dir = folders.pop()) {
    for (const entry of await entriesOf(dir)) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) folders.push(path);
      const stat = await statOf(path);
      if (stat === null || (stat.nlink > 1 && !entry.isDirectory() && seen.has(stat.ino))) continue;
      if (stat.nlink > 1) seen.add(stat.ino);
      bytes += stat.blocks * BLOCK;
    }
  }
  return bytes;
}

const entriesOf = (dir: string): Promise<Dirent[]> => readdir(dir, { withFileTypes: true }).catch(() => []);
const statOf = (path: string): Promise<Stats | null> => lstat(path).catch(() => null);
