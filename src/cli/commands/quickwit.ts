/** `adf quickwit`: the index that takes the log records. */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { loadConfig } from "../../core/config/load.ts";
import { checkIndexConfig } from "../../core/quickwit/check-mapping.ts";
import { indexConfig } from "../../core/quickwit/index-config.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { fileTrouble } from "../file-trouble.ts";
import { print, printJson } from "../output.ts";
import { type Applied, anotherIndex, applyIndex } from "../quickwit/apply.ts";

const HELP = `
The mapping is generated from the contract of the records: identifiers are kept whole, what is sorted or counted is fast.
Address and index come from [quickwit] of the configuration; ADF_QUICKWIT_TOKEN is sent where a proxy wants a token.`;

const APPLY_HELP = `${HELP}

Examples:
  $ adf quickwit apply --dry-run
  $ adf quickwit apply
  $ adf quickwit apply --address http://127.0.0.1:7280 --index adf-logs-2

JSON: {"url","index","state","differences":[{"kind","field","message"}]}
  state is created, changed, equal, would_create, would_change or stuck; kind is add, change or stuck.
Exit status: 0 it is as it must be, 1 not yet (with --dry-run) or not in this index, 2 wrong options, 3 no answer, 4 refused.`;

const SCHEMA_HELP = `
Examples:
  $ adf quickwit schema
  $ adf quickwit schema --index adf-logs-2 > index.json

Exit status: 0 printed, 2 wrong options.`;

const CHECK_HELP = `
Judges an index configuration of your own (JSON) by Quickwit's rules, unknown words included: Quickwit may take a word that it does
not know, and drop what it was meant for.

Examples:
  $ adf quickwit check index.json

JSON: {"file","problems":[{"at","message"}]}
Exit status: 0 in order, 1 refused, 2 no such file.`;

interface Options {
  readonly config: string;
  readonly address?: string;
  readonly index?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  const quickwit = program
    .command("quickwit")
    .description("the index that takes the log records: its schema, and making it")
    .addHelpText("after", `${HELP}\n\nExamples:\n  $ adf quickwit apply --dry-run\n  $ adf quickwit schema`);
  quickwit
    .command("schema")
    .description("print the index configuration")
    .option("--index <id>", "the index", "adf-logs")
    .addHelpText("after", SCHEMA_HELP)
    .action(({ index }: { index: string }) => print(JSON.stringify(indexConfig(index), null, 2)));
  quickwit
    .command("apply")
    .description("make the index, or bring the one that is there up to date, and read it back")
    .option("--dry-run", "only say what would be done")
    .option("--config <file>", "where [quickwit] is", "orchestrator.toml")
    .option("--address <url>", "instead of the configuration: where Quickwit is")
    .option("--index <id>", "instead of the configuration: the index")
    .option("--json", "print one JSON document")
    .addHelpText("after", APPLY_HELP)
    .action(apply);
  quickwit
    .command("check")
    .description("judge an index configuration of your own by Quickwit's rules")
    .argument("<file>", "the index configuration, as JSON")
    .option("--json", "print one JSON document")
    .addHelpText("after", CHECK_HELP)
    .action(check);
}

async function apply(options: Options): Promise<void> {
  const settings = await target(options);
  const applied = await applyIndex(settings.url, settings.index, options.dryRun === true);
  if (options.json) printJson(applied);
  else for (const line of describe(applied)) print(line);
  if (!["created", "changed", "equal"].includes(applied.state)) process.exitCode = EXIT.no;
}

const STATE: Readonly<Record<Applied["state"], string>> = {
  created: "made, and read back as it must be",
  changed: "brought up to date, and read back as it must be",
  equal: "is as it must be",
  would_create: "does not exist, and would be made",
  would_change: "would be brought up to date",
  stuck: "cannot be brought up to date in place",
};

function* describe({ url, index, state, differences }: Applied): Generator<string> {
  yield `${index} at ${url}: ${STATE[state]}`;
  for (const d of differences) yield `  ${d.kind.padEnd(6)} ${d.message}`;
  if (differences.some((d) => d.kind === "change"))
    yield "  what is changed holds for records from now on; those that are there stay as they were indexed";
  if (state === "stuck") yield `next: ${anotherIndex(url, index)}`;
  if (state === "would_create" || state === "would_change")
    yield `next: npm run -s adf -- quickwit apply --address ${url} --index ${index}`;
}

async function target({ address, index, config }: Options): Promise<{ url: string; index: string }> {
  if (address !== undefined && index !== undefined) return { url: address, index };
  const text = await readFile(config, "utf8").catch(() => null);
  const loaded = text === null ? null : loadConfig(text);
  if (loaded?.ok) {
    const { url, index: configured } = loaded.value.quickwit;
    return { url: address ?? url, index: index ?? configured };
  }
  if (loaded === null && address !== undefined) return { url: address, index: "adf-logs" };
  throw new CliError(EXIT.usage, {
    what: loaded === null ? `cannot read ${config}` : `${config} is not in order`,
    why: "where Quickwit is stands in its section [quickwit]",
    next:
      loaded === null
        ? "npm run -s adf -- quickwit apply --address http://127.0.0.1:7280"
        : `npm run -s adf -- check ${config}`,
  });
}

async function check(file: string, { json }: { json?: true }): Promise<void> {
  const problems = checkIndexConfig(await readJson(file));
  if (json) printJson({ file, problems });
  else if (problems.length === 0) print(`${file}: in order`);
  else for (const { at, message } of problems) print(`${file}: ${at}: ${message}`);
  if (problems.length > 0) process.exitCode = EXIT.no;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new CliError(
      EXIT.usage,
      {
        what: `cannot read ${file} as JSON`,
        why: fileTrouble(cause),
        next: "npm run -s adf -- quickwit schema > index.json   writes one to begin with",
      },
      { cause },
    );
  }
}
