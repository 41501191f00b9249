/** The child processes of this one by program name; Linux only, elsewhere none are found. */
import { readdirSync, readFileSync } from "node:fs";
import { hasProc, identify, type ProcessIdentity } from "../../runner/state/process.ts";

export function childrenNamed(program: string): ProcessIdentity[] {
  if (!hasProc) return [];
  const found: ProcessIdentity[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const command = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const identity = command === program && parent === process.pid ? identify(Number(name)) : null;
      if (identity !== null) found.push(identity);
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
