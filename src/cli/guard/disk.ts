/** The guard's context from this machine: where the command would start, and files read as the guard asks for them. */
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { GuardContext, GuardPolicy } from "../../core/guard/index.ts";

const MAX_FILE_BYTES = 262_144;

export interface Where {
  readonly cwd?: string | undefined;
  readonly home?: string | undefined;
  readonly policy?: GuardPolicy | undefined;
}

export function contextHere({ cwd = process.cwd(), home = homedir(), policy }: Where): GuardContext {
  const from = resolve(cwd);
  return {
    cwd: from,
    home: resolve(home),
    root: checkoutOf(from) ?? from,
    read,
    realpath,
    ...(policy === undefined ? {} : { policy }),
  };
}

/** The nearest folder above with a `.git`. */
function checkoutOf(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Text files only, and not endlessly large ones: a device or a pipe would never end. */
function read(path: string): string | null {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= MAX_FILE_BYTES ? readFileSync(path, "utf8") : null;
  } catch {
    return null;
  }
}

/** Missing last parts stay as they are, below the real path of what is there. */
function realpath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    const above = parent === path ? null : realpath(parent);
    return above === null ? null : join(above, basename(path));
  }
}
