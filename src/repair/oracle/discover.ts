/**
 * Which test files the repository itself runs: `scripts.test` of package.json, read as words and never handed
 * to a shell. A script that is not `node --test …` is answered with a sentence, not guessed at.
 */
import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { err, ok, type Result } from "../../core/result.ts";
import { isTestFile, listFiles } from "../source-tree.ts";

export function declaredTests(root: string, script = "test"): Result<string[], string> {
  let scripts: Record<string, string>;
  try {
    scripts = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Scripts).scripts ?? {};
  } catch (error) {
    return err(`package.json cannot be read: ${(error as Error).message}`);
  }
  const line = scripts[script];
  if (line === undefined) return err(`package.json has no "${script}" script, so there is no test to run.`);
  const files = filesOfCommand(root, line.trim().split(/\s+/));
  if (files === null)
    return err(`The "${script}" script is \`${line}\`; only \`node --test <files>\` can be run here.`);
  return files.length > 0 ? ok(files) : err(`The "${script}" script \`${line}\` selects no file.`);
}

interface Scripts {
  readonly scripts?: Record<string, string>;
}

/** The files that `node --test …` would run, or null when it is not such a command or has a flag not known safe. */
export function filesOfCommand(root: string, words: readonly string[]): string[] | null {
  const [program, ...rest] = words;
  if (program !== "node" || !rest.includes("--test")) return null;
  const patterns: string[] = [];
  for (const word of rest.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"))) {
    if (word === "--test" || SAFE_FLAG.test(word)) continue;
    if (word.startsWith("-") || word.startsWith("/") || word.split("/").includes("..")) return null;
    if (/[;&|`$<>()\\]/.test(word)) return null;
    patterns.push(word.replace(/^\.\//, ""));
  }
  const files = listFiles(root);
  if (patterns.length === 0) return files.filter(isTestFile);
  return files.filter((file) => patterns.some((pattern) => file === pattern || selects(pattern, file)));
}

const SAFE_FLAG =
  /^--test-(reporter=(tap|spec|dot|junit)|concurrency=\d+|timeout=\d+|isolation=(none|process)|force-exit)$/;

/** A pattern is a glob, or a folder whose test files are meant. */
const selects = (pattern: string, file: string): boolean =>
  matchesGlob(file, pattern) || (isTestFile(file) && file.startsWith(`${pattern.replace(/\/$/, "")}/`));
