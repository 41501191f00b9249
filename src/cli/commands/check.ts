/** `adf check`: every complaint about the configuration, the scenarios and the prompts at once, before anything runs. */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { count, type Examined, examine } from "../check/examine.ts";
import { type Firings, firingsOf } from "../check/firings.ts";
import { report } from "../check/report.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { fileTrouble } from "../file-trouble.ts";
import { print, printJson } from "../output.ts";
import { readPromptFiles } from "../prompt-files.ts";
import { readScenarioFiles, SHIPPED_SCENARIOS } from "../scenario-folder.ts";

const HELP = `
Reads the file as the Worker does: keys, values, names that must exist, schedules, secrets that must not be there, the
scenario files and the prompt templates. Reaches for nothing else: no forge, no network.

Examples:
  $ adf check
  $ adf check factories/tides.toml --scenarios ./my_scenarios
  $ adf check --json | jq -r '.complaints[] | "\\(.line): \\(.message)"'

JSON: {"file","ok","counts":{"errors","warnings","notes"},
       "complaints":[{"file","line","column","length","severity","code","at","message","expected","nearest","help","source"}],
       "scenario_version","prompt_version","schedules":[{"project","schedule","timezone","next":["2026-01-05T01:00:00.000Z", …]}]}
  severity is error, warning or note; expected, nearest, help and source are empty where there is nothing to say.
Exit status: 0 in order (warnings and notes included), 1 refused, 2 there is no such file.`;

interface Options {
  readonly json?: true;
  readonly scenarios: string;
}

export function register(program: Command): void {
  program
    .command("check")
    .description("check the configuration, the scenarios and the prompts before anything runs")
    .argument("[file]", "the configuration", "orchestrator.toml")
    .option("--scenarios <folder>", "folder of scenario files", SHIPPED_SCENARIOS)
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const text = await readConfiguration(file);
  const { scenarios } = options;
  const examined = examine(
    file,
    text,
    await readScenarioFiles(scenarios),
    await readPromptFiles(),
    scenarios,
  );
  const firings = examined.config === null ? [] : firingsOf(examined.config, Date.now());
  if (options.json) printJson(document(file, examined, firings));
  else print(report(file, examined, firings));
  if (count(examined.said, "error") > 0) process.exitCode = EXIT.no;
}

async function readConfiguration(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const why = fileTrouble(cause);
    // What is there, and cannot be read, is not written by setup.
    const absent = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const next = absent
      ? "write one with: npm run -s adf -- setup   (or name another file: npm run -s adf -- check FILE)"
      : "name a file that can be read: npm run -s adf -- check FILE";
    throw new CliError(EXIT.usage, { what: `cannot read the configuration ${file}`, why, next }, { cause });
  }
}

function document(
  file: string,
  { scenarios, prompt_version, said }: Examined,
  firings: readonly Firings[],
): unknown {
  return {
    file,
    ok: count(said, "error") === 0,
    counts: { errors: count(said, "error"), warnings: count(said, "warning"), notes: count(said, "note") },
    complaints: said,
    scenario_version: scenarios?.version ?? null,
    prompt_version,
    schedules: firings.map((one) => ({ ...one, next: one.next.map((at) => new Date(at).toISOString()) })),
  };
}
