/**
 * The runner as a process: `node src/runner/main.mjs --config runner.toml` (or main.ts itself, with more memory).
 * Signals and exit codes: run-process.ts.
 */
import { parseArgs } from "node:util";
import { readRunnerFile } from "./config/file.ts";
import type { RunnerOptions } from "./config/options.ts";
import { EXIT_CODES } from "./exit-reason.ts";
import { runProcess } from "./run-process.ts";

const USAGE = "Usage: node src/runner/main.ts --config runner.toml";

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(EXIT_CODES.bad_config);
}

function readConfig(): RunnerOptions {
  let file: string | undefined;
  try {
    file = parseArgs({ options: { config: { type: "string" } } }).values.config;
  } catch (cause) {
    fail(`${(cause as Error).message}\n${USAGE}`);
  }
  if (file === undefined) fail(USAGE);
  const read = readRunnerFile(file);
  return read.ok ? read.value : fail(read.error);
}

await runProcess(readConfig());
