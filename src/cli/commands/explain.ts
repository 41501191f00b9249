/** `adf explain`: the whole story of an issue in words, from the records. */
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { LogDocument } from "../../contract/log.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import {
  type AddressOptions,
  addressOptions,
  projectsOf,
  readAddress,
  readState,
} from "../factory-address.ts";
import { readIssue } from "../logs/choose.ts";
import { readAll } from "../logs/read-records.ts";
import { readFileRecords } from "../logs/record-files.ts";
import { type Standing, standingOf } from "../logs/standing.ts";
import { type Story, storyOf } from "../logs/story.ts";
import { tell } from "../logs/tell.ts";
import { print, printJson } from "../output.ts";

const HELP = `
Examples:
  $ adf explain 5
  $ adf explain 5 --project tides
  $ adf explain 5 --files .adf/logs/tides          after npm start has ended
  $ adf explain 5 --json | jq '.jobs[] | {agent, end, cost_usd}'

JSON: {"title","project","issue","events":[{"at","text","seq","event","wrote","echo"}],
       "jobs":[{"job","agent","kind","attempt","runner","route","answered","end","seconds","cost_usd","priced_by"}],
       "gates":[{"gate","after_merge","verdicts":["passed"|"sent back"]}],"writes":[{"kind","end"}],
       "agent_seconds","cost_usd","under":[{"build","config","scenarios"}],"ended","now":[sentence]}
Exit status: 0 told, 1 nothing is known of it, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly files?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(program.command("explain").description("tell the whole story of an issue"))
    .argument("<issue>", "its number")
    .option("--project <name>", "of which project, where there are several")
    .option("--files <folder>", "read the files of one project instead of asking a running factory")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(given: string, options: Options): Promise<void> {
  const issue = readIssue(given, (issue) => `explain ${issue}`);
  if (options.files !== undefined) return fromFiles(options.files, issue, options);
  const address = readAddress(options);
  const stories: Story[] = [];
  for (const project of await projectsOf(address, options.project, `explain ${issue}`)) {
    const records: LogDocument[] = [];
    for await (const page of readAll(address, { project, after: 0, issue })) records.push(...page);
    if (records.length > 0) stories.push(storyOf(project, issue, records));
  }
  const [story, another] = stories;
  if (another !== undefined) {
    throw new CliError(EXIT.usage, {
      what: `issue #${issue} of which project?`,
      why: `there is one in ${stories.map((s) => s.project).join(" and in ")}`,
      next: `npm run -s adf -- explain ${issue} --project ${another.project}`,
    });
  }
  if (story === undefined) throw nothingKnown(issue);
  show(story, standingOf(await readState(address), story.project, issue), options.json === true);
}

/** Of a factory that does not run: how its issues stand is not in its records. */
function fromFiles(folder: string, issue: number, options: Options): void {
  const records: LogDocument[] = [];
  for (const page of readFileRecords(folder, `explain ${issue}`))
    records.push(...page.flatMap(({ record }) => (record.issue === issue ? [record] : [])));
  const project = records[0]?.project;
  if (project === undefined) throw nothingKnown(issue);
  if (options.project !== undefined && options.project !== project)
    throw new CliError(EXIT.usage, {
      what: `${folder} holds no records of ${options.project}`,
      why: `they are those of ${project}`,
      next: `npm run -s adf -- explain ${issue} --files ${shellWord(join(dirname(resolve(folder)), options.project))}`,
    });
  const nothing = { title: null, pull_request: null, now: [], runners: {} };
  show(storyOf(project, issue, records), nothing, options.json === true);
}

function show(story: Story, standing: Standing, json: boolean): void {
  if (json) printJson({ title: standing.title, ...story, now: standing.now });
  else for (const line of tell(story, standing)) print(line);
}

const nothingKnown = (issue: number): CliError =>
  new CliError(EXIT.no, {
    what: `nothing is known of issue #${issue}`,
    why: "no record is about it: it was never seen, or its records are older than what is kept here",
    next: "npm run -s adf -- status",
  });
