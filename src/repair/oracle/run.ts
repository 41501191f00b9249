/** The repository's tests as an oracle: which test files pass under a real `node --test`, and what fails in the others. */
import { fileURLToPath } from "node:url";
import { environmentIn } from "../checkout/scratch.ts";
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

const REPORTER = fileURLToPath(new URL("./reporter.mjs", import.meta.url));

interface Line {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly suite: boolean;
  readonly passed: boolean;
  readonly message: string;
}

/**
 * All files in one process first, which is several times faster; whatever did not come out green there is run
 * again with a process per file, and only that counts. Files not worth a second look keep the first answer.
 */
export async function runOracle(
  root: string,
  files: readonly string[],
  timeoutMs: number,
  worthSecondLook: (file: string) => boolean = () => true,
): Promise<OracleRun> {
  const started = performance.now();
  const together = files.length > 1 ? await runOnce(root, files, timeoutMs, "none") : null;
  const doubtful =
    together === null
      ? files
      : files.filter((file) => !together.green.has(file) && (together.silent || worthSecondLook(file)));
  const alone = doubtful.length > 0 ? await runOnce(root, doubtful, timeoutMs, "process") : null;
  const failures = new Map(
    files.map((file) => [file, alone?.failures.get(file) ?? together?.failures.get(file) ?? []]),
  );
  const count = (run: OnceRun | null, wanted: (file: string) => boolean) =>
    [...(run?.tests ?? [])].reduce((sum, [file, tests]) => sum + (wanted(file) ? tests : 0), 0);
  const again = new Set(doubtful);
  const tests = count(together, (file) => !again.has(file)) + count(alone, () => true);
  return { failures, tests, ms: performance.now() - started };
}

interface OnceRun {
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  readonly tests: ReadonlyMap<string, number>;
  /** Ran at least one test, and nothing of it failed. */
  readonly green: ReadonlySet<string>;
  /** The run said nothing at all, or something failed outside every test. */
  readonly silent: boolean;
}

async function runOnce(
  root: string,
  files: readonly string[],
  timeoutMs: number,
  isolation: "none" | "process",
): Promise<OnceRun> {
  const failures = new Map<string, Failure[]>(files.map((file) => [file, []]));
  const tests = new Map<string, number>();
  const args = ["--test", `--test-reporter=${REPORTER}`, `--test-isolation=${isolation}`, ...files];
  const result = await runProgram(process.execPath, args, { cwd: root, timeoutMs, env: environmentIn(root) });
  for (const text of result.stdout.split("\n")) {
    const line = parseLine(text);
    if (line === null || line.suite) continue;
    const file = line.file === undefined ? line.name : toPosix(root, line.file);
    // A process per file is reported as a test of that name; it counts only when the file itself fell over.
    const isFile = line.nesting === 0 && (line.name === file || line.name.endsWith(`/${file}`));
    if (!isFile) tests.set(file, (tests.get(file) ?? 0) + 1);
    const list = failures.get(file);
    if (!line.passed && (!isFile || list?.length === 0))
      list?.push({ test: line.name, message: line.message });
  }
  const silent = result.timedOut || (tests.size === 0 && result.code !== 0);
  if (silent)
    for (const list of failures.values())
      if (list.length === 0) list.push({ test: "(the run)", message: unfinished(result, timeoutMs) });
  const green = new Set(
    files.filter((file) => !silent && (tests.get(file) ?? 0) > 0 && failures.get(file)?.length === 0),
  );
  // Something failed outside every test: then no file of a common process can be called green.
  const stray = result.code !== 0 && [...failures.values()].every((list) => list.length === 0);
  return { failures, tests, green: stray ? new Set() : green, silent: silent || stray };
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
