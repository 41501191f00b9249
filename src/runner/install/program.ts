/**
 * The single file: the runner and its own installation, for a machine without a checkout. Built by
 * `adf runner build`; needs Node 20 and git.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { BUILD } from "../config/build.ts";
import { dispatch } from "./dispatch.ts";
import { drainInstalled } from "./drain.ts";
import { type Flag, VERBS, type Verb } from "./flags.ts";
import { localMachine } from "./local-machine.ts";
import { PROBLEM_CODES } from "./problem.ts";
import { runInstalled } from "./run.ts";

const FILES: readonly Flag[] = [
  { name: "config", value: "file", help: "the configuration" },
  { name: "environment", value: "file", help: "provider keys" },
];

function usage(): string {
  const shown = ({ name, value }: Flag) => `[--${name}${value === null ? "" : ` <${value}>`}]`;
  return [
    "Usage: node adf-runner.mjs <command>",
    ...Object.entries(VERBS).map(
      ([verb, { help, flags }]) => `  ${verb} ${flags.map(shown).join(" ")}\n      ${help}`,
    ),
    "  run --config <file> [--environment <file>]\n      take jobs and run them until stopped",
    "  drain --config <file>\n      let the running runner end its jobs, and wait for it",
    "  --version\n      build and contract",
  ].join("\n");
}

function parse(args: readonly string[], flags: readonly Flag[]) {
  const options = Object.fromEntries(
    flags.map(({ name, value, many }) => [
      name,
      { type: value === null ? ("boolean" as const) : ("string" as const), multiple: many === true },
    ]),
  );
  return parseArgs({ args: [...args], options, allowPositionals: false }).values as Record<
    string,
    string | boolean | string[] | undefined
  >;
}

async function main([command = "", ...rest]: readonly string[]): Promise<number | undefined> {
  if (command === "--version") {
    process.stdout.write(`${BUILD} contract ${CONTRACT_VERSION}\n`);
    return 0;
  }
  if (command === "run" || command === "drain") {
    const { config, environment } = parse(rest, FILES);
    if (typeof config !== "string") {
      process.stderr.write(`adf: ${command} needs --config <file>\n`);
      return PROBLEM_CODES.usage;
    }
    if (command === "drain") return drainInstalled(config);
    await runInstalled(config, typeof environment === "string" ? environment : undefined);
    return undefined;
  }
  if (Object.hasOwn(VERBS, command)) {
    const verb = command as Verb;
    const self = async () => ({ text: readFileSync(fileURLToPath(import.meta.url), "utf8"), build: BUILD });
    return dispatch(verb, parse(rest, VERBS[verb].flags), localMachine(), self, {
      out: (line) => void process.stdout.write(`${line}\n`),
      err: (line) => void process.stderr.write(`${line}\n`),
    });
  }
  const asked = command === "help" || command === "--help";
  (asked ? process.stdout : process.stderr).write(`${usage()}\n`);
  return asked ? 0 : PROBLEM_CODES.usage;
}

try {
  const code = await main(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (cause) {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  // A wrong option is told in a sentence; anything else is a defect and keeps its stack.
  if (!code.startsWith("ERR_PARSE_ARGS")) throw cause;
  process.stderr.write(`adf: ${message}\n`);
  process.exitCode = PROBLEM_CODES.usage;
}
