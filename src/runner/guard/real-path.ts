/**
 * Where a path leads on this machine. An agent chooses the paths, makes the folders and may ask about thousands in one line,
 * on the thread that also renews its leases: so each part of a path is looked at once for a question, and only as far as
 * something is there.
 */
import { lstatSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Outside } from "./world.ts";

/** Parts of a path; one with more is followed by nobody. */
const MAX_PARTS = 255;

/** For one question: what was looked up is not looked up again. The answer is null where it cannot be known. */
export function realPaths(outside: Outside): (path: string) => string | null {
  /** By path: the real one of what is there, null for what cannot be known, undefined where nothing is. */
  const parts = new Map<string, string | null | undefined>([["/", "/"]]);
  const answers = new Map<string, string | null>();
  const follow = (path: string): string | null => {
    const names = path.split("/").filter((name) => name !== "");
    if (names.length > MAX_PARTS) return null;
    let at = "";
    let real = "/";
    for (const [n, name] of names.entries()) {
      at = `${at}/${name}`;
      const next = parts.has(at) ? parts.get(at) : realOf(join(real, name));
      parts.set(at, next);
      if (next === null) return null;
      if (next === undefined) return join(real, ...names.slice(n));
      real = next;
    }
    return real;
  };
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const answer = follow(outside(path));
    answers.set(path, answer);
    return answer;
  };
}

/** `path`: in a folder that is real. */
function realOf(path: string): string | null | undefined {
  try {
    if (!lstatSync(path).isSymbolicLink()) return path;
  } catch {
    return undefined;
  }
  try {
    return realpathSync(path);
  } catch {
    // A link to nowhere leads somewhere once it is written through.
    return null;
  }
}
