/** Which files of a repository are tests and which are sources that a repair may edit. Paths use forward slashes. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

const SKIPPED = new Set(["node_modules", ".git", "dist", "coverage"]);

/** `x.test.js`, `x-test.js`, `x_test.js`, `test.js`, or anything below a folder named test, tests or __tests__. */
export const isTestPath = (path: string): boolean =>
  /(^|\/)(test|tests|__tests__)\//.test(path) || isTestFile(path);

/** A file that the runner executes itself, as against a fixture that stands beside it. */
export const isTestFile = (path: string): boolean => /(^|[./_-])test\.[cm]?js$/.test(path);

export const isSourcePath = (path: string): boolean => /\.[cm]?js$/.test(path) && !isTestPath(path);

export function listFiles(root: string, folder = ""): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) found.push(...listFiles(root, path));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

/** Node's own rule: the extension decides, else the `type` of the nearest package.json. */
export function isCommonJs(root: string, path: string): boolean {
  if (path.endsWith(".cjs")) return true;
  if (path.endsWith(".mjs")) return false;
  for (let folder = dirname(join(root, path)); ; folder = dirname(folder)) {
    const type = packageType(folder);
    if (type !== null) return type !== "module";
    if (folder === root || folder === dirname(folder)) return true;
  }
}

function packageType(folder: string): string | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return (parsed as { type?: string }).type ?? "commonjs";
  } catch {
    return null;
  }
}

export const toPosix = (root: string, absolute: string): string =>
  relative(root, absolute).split(sep).join("/");
