/** `adf audit verify`: whether the records are what was written, all of them, in order. */
import type { Command } from "commander";
import type { LogDocument } from "../../contract/log.ts";
import { follow, isBreak, openChain } from "../../core/log/chain.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import {
  type Address,
  type AddressOptions,
  addressOptions,
  projectsOf,
  readAddress,
} from "../factory-address.ts";
import { type Checked, chainReport, isWhole } from "../logs/chain-report.ts";
import { readAll } from "../logs/read-records.ts";
import { readFileRecords } from "../logs/record-files.ts";
import { print, printJson } from "../output.ts";

const HELP = `
Each record carries a hash over what it says and over the hash of the record before. Whoever changes, removes or adds one must
write every later one anew; note the last hash somewhere else, and --holds finds even that. The sentence of a record (message) is made
from the rest of it by the build that shows it, and is not sealed: what counts are the fields.

Examples:
  $ adf audit verify
  $ adf audit verify --project tides
  $ adf audit verify --holds 5ad1…                 what the last check printed, noted elsewhere
  $ adf audit verify --files .adf/logs/tides      the files of npm start instead of the factory

JSON: {"chains":[{"project","first","last","checked","hash","broken":null|{"seq","kind","message","place"},"holds"}]}
Exit status: 0 whole, 1 broken or without the noted hash, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly files?: string;
  readonly holds?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  const audit = program
    .command("audit")
    .description("check that the records are what was written")
    .addHelpText("after", "\nExamples:\n  $ adf audit verify");
  addressOptions(
    audit.command("verify").description("check the chain, and name the first record that does not fit"),
  )
    .option("--project <name>", "only this project")
    .option("--files <folder>", "check the files of one project instead of a running factory")
    .option("--holds <hash>", "also say whether a hash that you noted before is still in the chain")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const noted = options.holds ?? null;
  if (noted !== null && !/^[0-9a-f]{64}$/.test(noted)) {
    throw new CliError(EXIT.usage, {
      what: `--holds "${noted}" is no hash of a record`,
      why: "it is 64 hexadecimal digits, as this command prints them",
      next: "npm run -s adf -- audit verify",
    });
  }
  const checked: Checked[] = [];
  if (options.files !== undefined)
    checked.push(await check(options.files, readFileRecords(options.files, "audit verify"), noted));
  else {
    const address = readAddress(options);
    for (const project of await projectsOf(address, options.project, "audit verify"))
      checked.push(await check(project, pages(address, project), noted));
  }
  if (options.json) printJson({ chains: checked.map(asJson) });
  else
    for (const one of checked)
      for (const line of chainReport(one, { files: options.files ?? null, noted })) print(line);
  if (!checked.every(isWhole)) process.exitCode = EXIT.no;
}

const asJson = ({ chain: { source, first, last, checked: n, hash }, broken, place, holds }: Checked) => ({
  project: source,
  first,
  last,
  checked: n,
  hash,
  broken: broken === null ? null : { ...broken, place },
  holds,
});

async function* pages(address: Address, project: string): AsyncGenerator<Unplaced[]> {
  for await (const page of readAll(address, { project, after: 0 }))
    yield page.map((record) => ({ record, place: null }));
}

interface Unplaced {
  readonly record: LogDocument;
  readonly place: string | null;
}

async function check(
  source: string,
  read: AsyncIterable<readonly Unplaced[]> | Iterable<readonly Unplaced[]>,
  noted: string | null,
): Promise<Checked> {
  let chain = openChain(source);
  let holds = noted === null ? null : false;
  for await (const page of read) {
    // One by one, so that the chain is known up to the very record at which it breaks.
    for (const { record, place } of page) {
      const next = follow(chain, [record]);
      if (isBreak(next)) return { chain, broken: next, at: record, place, holds };
      chain = next;
      if (record.hash === noted) holds = true;
    }
  }
  return { chain, broken: null, at: null, place: null, holds };
}
