/** `adf doctor`: one line per fact of the factory, and for each that is not in order the command that mends it. */
import type { Command } from "commander";
import type { Check } from "../doctor/check.ts";
import { examine } from "../doctor/examine.ts";
import type { Facts } from "../doctor/facts.ts";
import { type DoctorOptions, gather } from "../doctor/gather.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { addressOptions } from "../factory-address.ts";
import { colors, print, printJson } from "../output.ts";

const HELP = `
Changes nothing anywhere. Every question has a time limit; what cannot be found out is "unknown", with the reason.
What each line means, and its fix: docs/doctor.md.

Examples:
  $ adf doctor
  $ ADF_ADMIN_TOKEN=… adf doctor --url https://ai-dark-factory.example.workers.dev
  $ ADF_ADMIN_TOKEN=… adf doctor --url https://… --tokens tokens.json      an admin's token shows the webhooks
  $ adf doctor --admin-token-file admin.token
  $ adf doctor --json | jq -r '.checks[] | select(.status == "fix") | .fix'

JSON: {"checks":[{"id","status","fact","fix"}]}; status is ok, fix or unknown, fix is null where nothing is to be done.
Exit status: 0 nothing to fix, 1 something to fix, 2 wrong options, 3 the Worker cannot be reached.`;

interface Options extends DoctorOptions {
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program
      .command("doctor")
      .description("check every part, and say for each fault the command that fixes it"),
  )
    .option("--forge <url>", "the forge as this machine reaches it; else as the Worker does")
    .option("--tokens <file>", "JSON of account and token, for looking at the forge from this machine")
    .option("--admin-token-file <file>", "token of an administrator, who may see the webhooks")
    .option("--repo <owner/name>", "only this repository")
    .option("--config <file>", "with --url: the configuration that should be deployed", "orchestrator.toml")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const facts = await gather(options);
  const checks = examine(facts);
  if (options.json) printJson({ checks });
  else for (const line of describe(checks)) print(line);
  const code = exitOf(facts, checks);
  if (code !== EXIT.ok) process.exitCode = code;
}

export function exitOf(facts: Facts, checks: readonly Check[]): ExitCode {
  if (facts.worker.kind === "down" || facts.worker.kind === "absent") return EXIT.unreachable;
  return checks.some((c) => c.status === "fix") ? EXIT.no : EXIT.ok;
}

const PAINT = { ok: colors.green, fix: colors.red, unknown: colors.yellow } as const;

export function* describe(checks: readonly Check[]): Generator<string> {
  const width = Math.max(...checks.map((c) => c.id.length));
  for (const { id, status, fact, fix } of checks) {
    yield `${PAINT[status](status.padEnd(7))}  ${id.padEnd(width)}  ${fact}`;
    if (fix !== null) yield `${" ".repeat(9)}${status === "fix" ? "fix:" : "try:"} ${fix}`;
  }
  const count = (status: Check["status"]) => checks.filter((c) => c.status === status).length;
  yield "";
  yield `${count("ok")} ok, ${count("fix")} to fix, ${count("unknown")} unknown`;
}
