/** The written pages of the project, and what can be checked in them: links, names in code, examples, tables. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

export interface Page {
  readonly path: string;
  readonly text: string;
}

export interface Example {
  readonly language: string;
  readonly text: string;
}

export const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

export const PAGES: readonly Page[] = ["README.md", "src/README.md", ...filesBelow("docs", ".md")].map(
  (path) => ({ path, text: read(path) }),
);

export function page(path: string): Page {
  const found = PAGES.find((p) => p.path === path);
  if (found === undefined) throw new Error(`there is no page ${path}`);
  return found;
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

export const examples = ({ text }: Page): Example[] =>
  [...text.matchAll(FENCE)].map(([, language = "", body = ""]) => ({ language, text: body }));

export const prose = ({ text }: Page): string => text.replace(FENCE, "");

/** Targets of links and pictures that are not on the web. */
export const localLinks = (p: Page): string[] =>
  [...prose(p).matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? "").filter((to) => !/^[a-z]+:/.test(to));

export const inlineCode = (p: Page): string[] =>
  [...prose(p).matchAll(/`([^`\n]+)`/g)].map((m) => m[1] ?? "");

/** The first cells of all rows of all tables below a heading. */
export function firstCells(p: Page, heading: string): string[] {
  return section(p, heading)
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
    .map((line) => line.split("|")[1]?.trim() ?? "");
}

export function section(p: Page, heading: string): string {
  const start = p.text.indexOf(`## ${heading}\n`);
  if (start < 0) throw new Error(`${p.path} has no section "${heading}"`);
  const end = p.text.indexOf("\n## ", start + 1);
  return p.text.slice(start, end < 0 ? undefined : end);
}

export function isThere(from: Page, target: string): boolean {
  const file = join(ROOT, dirname(from.path), target.split("#")[0] ?? "");
  return existsSync(file) && (statSync(file).isFile() || statSync(file).isDirectory());
}
