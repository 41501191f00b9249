/** `adf mention parse`: the mentions and problems of a text, exactly as the brain reads it. */
import type { Command } from "commander";
import { NAME_PATTERN } from "../../contract/names.ts";
import { explainProblems } from "../../core/mention/explain.ts";
import type { KnownAgent } from "../../core/mention/known-agent.ts";
import { parseMentions } from "../../core/mention/parse.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { listOption, readInput } from "../input.ts";
import { colors, print, printJson } from "../output.ts";

const HELP = `
Reads the text on standard input. A mention inside code, a quote or a comment calls nobody.

Examples:
  $ echo "@adf:developer please fix #5" | adf mention parse --agents developer,reviewer
  $ adf mention parse --json --agents developer,odilo/qa --project odilo < comment.md

JSON: {"mentions":[{"project","agent","context","offset"}],"problems":[{"reason","text","offset","suggestions"}]}
  offset counts UTF-16 units; project is null when the mention names none;
  reason is missing_name, bad_name, unknown_agent, unknown_project or ambiguous_agent.
Exit status: 0 read (with or without problems), 2 wrong options.`;

interface Options {
  readonly json?: true;
  readonly agents: string[];
  readonly project?: string;
}

export function register(program: Command): void {
  const mention = program
    .command("mention")
    .description("read a text for mentions of agents")
    .addHelpText(
      "after",
      `
Examples:
  $ echo "@adf:developer please fix #5" | adf mention parse --agents developer,reviewer

Exit status: 0 read, 2 wrong options.`,
    );
  mention
    .command("parse")
    .description("list the mentions in a text and what looked like one")
    .requiredOption(
      "--agents <names>",
      "the known agents, separated by commas: name or project/name",
      listOption,
    )
    .option("--project <name>", "the project the text stands in; agents without a project belong to it")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const project = options.project === undefined ? null : name(options.project, "--project");
  const agents = options.agents.map((written) => knownAgent(written, project));
  const text = await readInput(
    "the text",
    'echo "@adf:developer …" | npm run -s adf -- mention parse --agents developer',
  );
  const report = parseMentions(text, { agents, project, accounts: true });
  if (options.json) return printJson(report);
  for (const { project: of, agent, context, offset } of report.mentions) {
    const who = of === null ? agent : `${of}/${agent}`;
    print(`${String(offset).padStart(6)}  ${colors.green(who)}  ${context}`);
  }
  if (report.problems.length > 0) print(explainProblems(report.problems, agents, project));
  else if (report.mentions.length === 0) print("No mention in this text.");
}

function knownAgent(written: string, project: string | null): KnownAgent {
  const [first = "", second, ...more] = written.split("/");
  if (more.length > 0) name(written, "--agents");
  return second === undefined
    ? { project, name: name(first, "--agents") }
    : { project: name(first, "--agents"), name: name(second, "--agents") };
}

function name(written: string, option: string): string {
  if (NAME_PATTERN.test(written)) return written;
  throw new CliError(EXIT.usage, {
    what: `"${written}" is no name (${option})`,
    why: "a name is 2 to 40 of a-z, 0-9 and -, and begins with a letter",
    next: "npm run -s adf -- mention parse --agents developer,reviewer,odilo/qa",
  });
}
