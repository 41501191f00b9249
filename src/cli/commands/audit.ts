/** `adf audit verify`: whether the records are what was written, all of them, in order. */
import type { Command } from "commander";
import { type Break, type Chain, follow, isBreak, openChain } from "../../core/log/chain.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, projectsOf, readAddress } from "../factory-address.ts";
import { readAll } from "../logs/read-records.ts";
import { readFileRecords } from "../logs/record-files.ts";
import { colors, print, printJson } from "../output.ts";

const HELP = `
Each record carries a hash over what it says and over the hash of the record before. Whoever changes, removes or adds one must
write every later one anew; note the last hash somewhere else, and not even that goes unseen.

Examples:
  $ adf audit verify
  $ adf audit verify --project tides
  $ adf audit verify --files .adf/logs/tides      the files of npm start instead of the factory

JSON: {"chains":[{"project","first","last","checked","hash","broken":null|{"seq","kind","message"}}]}
Exit status: 0 whole, 1 broken, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly files?: string;
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
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

interface Checked {
  readonly chain: Chain;
  readonly broken: Break | null;
}

async function run(options: Options): Promise<void> {
  const checked: Checked[] = [];
  if (options.files !== undefined) checked.push(await check(options.files, readFileRecords(options.files)));
  else {
    const address = readAddress(options);
    for (const project of await projectsOf(address, options.project, "audit verify"))
      checked.push(await check(project, readAll(address, { project, after: 0 })));
  }
  if (options.json) {
    const chains = checked.map(({ chain: { source, first, last, checked: n, hash }, broken }) => ({
      project: source,
      first,
      last,
      checked: n,
      hash,
      broken,
    }));
    printJson({ chains });
  } else for (const { chain, broken } of checked) print(describe(chain, broken));
  if (checked.some((c) => c.broken !== null)) process.exitCode = EXIT.no;
}

type Pages = AsyncIterable<Parameters<typeof follow>[1]> | Iterable<Parameters<typeof follow>[1]>;

async function check(source: string, pages: Pages): Promise<Checked> {
  let chain = openChain(source);
  for await (const page of pages) {
    const next = follow(chain, page);
    if (isBreak(next)) return { chain, broken: next };
    chain = next;
  }
  return { chain, broken: null };
}

function describe({ source, first, last, checked, hash }: Chain, broken: Break | null): string {
  if (broken !== null) return `${source}: ${colors.red("broken")}: ${broken.message}`;
  if (first === null) return `${source}: no records yet`;
  return `${source}: ${colors.green("whole")}: ${checked} records, ${first} to ${last}; the last hash is ${hash}`;
}
