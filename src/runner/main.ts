/**
 * The runner as a process: `node src/runner/main.mjs --config file.json` (or main.ts itself, with more memory),
 * where the file holds RunnerOptions without the sinks. Signals and exit codes: run-process.ts.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { RunnerOptions } from "./config/options.ts";
import { EXIT_CODES } from "./exit-reason.ts";
import { runProcess } from "./run-process.ts";

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(EXIT_CODES.bad_config);
}

function readConfig(): RunnerOptions {
  let file: string | undefined;
  try {
    file = parseArgs({ options: { config: { type: "string" } } }).values.config;
  } catch (cause) {
    fail(`${(cause as Error).message}\nUsage: node src/runner/main.ts --config file.json`);
  }
  if (file === undefined) fail("Usage: node src/runner/main.ts --config file.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as RunnerOptions;
  } catch (cause) {
    fail(`The runner cannot read its configuration ${file}: ${(cause as Error).message}`);
  }
}

await runProcess(readConfig());
