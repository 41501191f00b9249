/** The repository's tests as an oracle: which test files pass under a real `node --test`, and what fails in the others. */
import { fileURLToPath } from "node:url";
import { runProgram } from "../process.ts";
import { toPosix } from "../source-tree.ts";

export interface Failure {
  readonly test: string;
  readonly message: string;
}

export interface OracleRun {
  /** By test file; an empty list means that it passes. */
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  /** Tests that ran, suites not counted. */
  readonly tests: number;
  readonly ms: number;
}

const REPORTER = fileURLToPath(new URL("./reporter.ts", import.meta.url));

interface Line {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly suite: boolean;
  readonly passed: boolean;
  readonly message: string;
}

export async function runOracle(
  root: string,
  files: readonly string[],
  timeoutMs: number,
): Promise<OracleRun> {
  const started = performance.now();
  const failures = new Map<string, Failure[]>(files.map((file) => [file, []]));
  if (files.length === 0) return { failures, tests: 0, ms: 0 };
  const args = ["--test", `--test-reporter=${REPORTER}`, "--test-concurrency=2", ...files];
  const result = await runProgram(process.execPath, args, { cwd: root, timeoutMs });
  let tests = 0;
  for (const text of result.stdout.split("\n")) {
    const line = parseLine(text);
    if (line === null) continue;
    const file = line.file === undefined ? line.name : toPosix(root, line.file);
    // The runner reports each file as a test of its own name; it counts only when the file itself fell over.
    const isFile = line.nesting === 0 && (line.name === file || line.name.endsWith(`/${file}`));
    if (!line.suite && !isFile) tests += 1;
    if (!line.passed && !line.suite && (!isFile || failures.get(file)?.length === 0))
      (failures.get(file) ?? failures.set(file, []).get(file))?.push({
        test: line.name,
        message: line.message,
      });
  }
  if (result.timedOut || (tests === 0 && result.code !== 0))
    for (const list of failures.values())
      if (list.length === 0) list.push({ test: "(the run)", message: unfinished(result, timeoutMs) });
  return { failures, tests, ms: performance.now() - started };
}

const unfinished = (result: { timedOut: boolean; stderr: string }, timeoutMs: number): string =>
  result.timedOut ? `not finished after ${timeoutMs} ms` : `node --test failed: ${result.stderr.slice(-400)}`;

function parseLine(text: string): Line | null {
  if (!text.startsWith("{")) return null;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}

export const failingFiles = (run: OracleRun): string[] =>
  [...run.failures].filter(([, list]) => list.length > 0).map(([file]) => file);
