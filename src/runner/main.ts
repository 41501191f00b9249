/**
 * The runner as a process: `node src/runner/main.mjs --config file.json` (or main.ts itself, with more memory),
 * where the file holds RunnerOptions without the log sink. First SIGTERM or SIGINT: takes no more jobs and waits
 * for those it has, up to `drainSecs`; second: stops them. Exit codes are those of exit-reason.ts.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type RunnerOptions, readOptions } from "./config/options.ts";
import { runDaemon } from "./daemon.ts";
import { EXIT_CODES } from "./exit-reason.ts";

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

const options = readConfig();
const checked = readOptions(options);
if (!checked.ok) fail(checked.error);

const stopTaking = new AbortController();
const stopWork = new AbortController();
let drain: NodeJS.Timeout | undefined;
function onSignal() {
  if (stopTaking.signal.aborted) return stopWork.abort();
  stopTaking.abort();
  drain = setTimeout(() => stopWork.abort(), checked.ok ? checked.value.drainSecs * 1000 : 0);
}
process.on("SIGTERM", onSignal);
process.on("SIGINT", onSignal);
if (process.channel !== undefined) {
  // Started with an IPC channel: when the parent dies, even by SIGKILL, the runner does not outlive it.
  process.channel.unref();
  process.on("disconnect", () => {
    stopTaking.abort();
    stopWork.abort();
  });
}

const reason = await runDaemon(options, { stopTaking: stopTaking.signal, stopWork: stopWork.signal });
clearTimeout(drain);
if (reason.exitCode !== 0) process.stderr.write(`${reason.message}\n`);
process.exitCode = reason.exitCode;
// A socket that is still closing must not keep the process.
setTimeout(() => process.exit(), 1_000).unref();
