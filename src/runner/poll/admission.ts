/** Whether this machine can take a job at all. A full disk must pause the taking, not fail every job. */
import { statfs } from "node:fs/promises";

/** Null when it can; otherwise the sentence that says why not. */
export async function whyNotNow(stateDir: string, minFreeMb: number): Promise<string | null> {
  const { bavail, bsize } = await statfs(stateDir);
  const freeMb = Math.floor((bavail * bsize) / 1_048_576);
  if (freeMb >= minFreeMb) return null;
  return `only ${freeMb} MB are free where the checkouts live (${stateDir}), and ${minFreeMb} MB are needed; free some space`;
}
