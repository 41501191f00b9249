/**
 * Which modules a file reaches through its imports, by reading them. null when that cannot be known: something
 * is imported whose name is made at run time.
 */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path/posix";

const STATIC = /\b(?:from|import)\s*["']([^"'\n]+)["']|\b(?:import|require)\s*\(\s*["']([^"'\n]+)["']\s*\)/g;
const COMPUTED = /\b(?:import|require)\s*\((?!\s*["'][^"'\n]+["']\s*\))|\bcreateRequire\b/;

/** `root` is the repository's folder; paths are below it, with forward slashes. The file itself is reached too. */
export function reachedFrom(root: string, file: string): ReadonlySet<string> | null {
  const seen = new Set<string>();
  const open = [file];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const source = readFileSync(join(root, path), "utf8");
    if (COMPUTED.test(source)) return null;
    for (const match of source.matchAll(STATIC)) {
      const name = match[1] ?? match[2] ?? "";
      if (isForeign(root, name)) continue;
      const target = name.startsWith(".") ? resolved(root, join(dirname(path), name)) : null;
      if (target === null) return null;
      open.push(target);
    }
  }
  return seen;
}

/** What Node brings along, and installed packages. The repository's own name, an alias or a workspace lead back. */
function isForeign(root: string, name: string): boolean {
  if (isBuiltin(name)) return true;
  if (/^[.#/]/.test(name)) return false;
  const folder = join(root, "node_modules", name.split("/", name.startsWith("@") ? 2 : 1).join("/"));
  return existsSync(folder) && realpathSync(folder).includes("/node_modules/");
}

/** As `require` also finds it: with the extension left out, or as a folder. */
function resolved(root: string, path: string): string | null {
  if (path.startsWith("..")) return null;
  const spellings = [path, `${path}.js`, `${path}.cjs`, `${path}/index.js`];
  return spellings.find((one) => /\.[cm]?js(?:on)?$/.test(one) && existsSync(join(root, one))) ?? null;
}
