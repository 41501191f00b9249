/** What processes hold of the memory, as the kernel counts it: pages that several share count for each. */
import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "./process.ts";

/** In kilobytes. One that has ended meanwhile holds nothing. */
export const residentKb = (processes: readonly ProcessIdentity[]): number =>
  processes.reduce((sum, { pid }) => sum + residentOf(pid), 0);

function residentOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
