/** Whether the kernel limits what this process and its children use of the memory together. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FIX =
  "install the runner as a service, whose unit limits it: npm run -s adf -- runner install (docs/runner.md)";

/** Null when it does; otherwise why not, and what would change that. `root`: where cgroups are mounted. */
export function missingMemoryLimit(root = "/sys/fs/cgroup", own = "/proc/self/cgroup"): string | null {
  const path = /^0::(\/.*)$/m.exec(readText(own) ?? "")?.[1];
  if (path === undefined) return `this machine has no cgroups of version 2 here. Fix: ${FIX}`;
  for (let at = join(root, path); at.startsWith(root); at = dirname(at)) {
    const max = readText(join(at, "memory.max"))?.trim() ?? "max";
    if (max !== "max") return null;
    if (at === root) break;
  }
  return `no cgroup around the runner limits its memory. Fix: ${FIX}`;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
