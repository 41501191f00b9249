/**
 * `run --config FILE [--environment FILE]`: the installed runner. Takes secrets and credential from where the
 * service manager put them (CREDENTIALS_DIRECTORY), and keeps status.json.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { err, ok, type Result } from "../../core/result.ts";
import { readRunnerFile } from "../config/file.ts";
import { type RunnerOptions, readOptions } from "../config/options.ts";
import { EXIT_CODES } from "../exit-reason.ts";
import { runProcess } from "../run-process.ts";
import { parseSecrets } from "./secrets-file.ts";
import { keepStatus } from "./status-file.ts";

export async function runInstalled(config: string, environment: string | undefined): Promise<void> {
  const given = process.env.CREDENTIALS_DIRECTORY;
  const options = readConfig(config);
  const secrets = takeSecrets(environment ?? (given === undefined ? undefined : join(given, "environment")));
  const problem = !options.ok ? options.error : !secrets.ok ? secrets.error : null;
  if (!options.ok || problem !== null) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = EXIT_CODES.bad_config;
    return;
  }
  const identity =
    given !== undefined && existsSync(join(given, "runner.json")) ? { identityDir: given } : {};
  const status = keepStatus(options.value.stateDir, Date.now);
  await runProcess({
    ...options.value.given,
    ...identity,
    // The provider keys, where an own --prefix has put them outside of every home.
    hidden: [...(options.value.given.hidden ?? []), resolve(dirname(config), "environment")],
    onContact: status.contact,
    log: (record) => {
      process.stdout.write(`${JSON.stringify(record)}\n`);
      status.heard(record);
    },
  });
}

export interface FileOptions {
  readonly given: RunnerOptions;
  readonly stateDir: string;
  /** How long the runner may take to end after its first signal. */
  readonly endSecs: number;
}

export function readConfig(path: string): Result<FileOptions, string> {
  const given = readRunnerFile(path);
  if (!given.ok) return given;
  const read = readOptions(given.value);
  if (!read.ok) return read;
  const { stateDir, drainSecs, reportSecs } = read.value;
  return ok({ given: given.value, stateDir, endSecs: drainSecs + reportSecs + 30 });
}

/** Into this process's own environment; agents are given one of them each, by name. */
function takeSecrets(file: string | undefined): Result<null, string> {
  if (file === undefined || !existsSync(file)) return ok(null);
  const secrets = parseSecrets(readFileSync(file, "utf8"));
  if (!secrets.ok) return err(`${file}: ${secrets.error}`);
  for (const [name, value] of secrets.value) process.env[name] ??= value;
  return ok(null);
}
