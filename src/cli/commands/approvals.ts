/** `adf approvals`: what the factory wants to write and waits for a person to allow, and the person's yes or no. */
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, projectsOf, readAddress } from "../factory-address.ts";
import { listOption } from "../input.ts";
import { askAll, askNamed, readApprovals, send } from "../mode/ask-approvals.ts";
import { userName } from "../mode/by.ts";
import { describeAnswers, describeApprovals } from "../mode/show-approvals.ts";
import { print, printJson } from "../output.ts";

const HELP = `
In the mode "approve" each write on the forge waits here until somebody says yes. Writes of one work item keep their order.
A no to a step of the work (pull request, status, review, merge, closing) parks it with a question; a no to a comment, a
label or a new issue only leaves that out.

Examples:
  $ adf approvals
  $ adf approvals --approve e14 e15
  $ adf approvals --deny e16 --project tides
  $ adf approvals --json | jq -r '.approvals[] | select(.kind == "merge") | .id'
  $ adf approvals --all

JSON: {"approvals":[{"id","project","issue","kind","account","what","text","behind","proposed_at"}],
       "answers":[{"project","approved":[id],"denied":[id],"refused":[{"id","reason"}]}]}
  approvals is what waits afterwards; answers is empty where nothing was answered.
Exit status: 0 shown or done, 1 something named did not wait, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly approve: string[];
  readonly deny: string[];
  readonly all?: true;
  readonly project?: string;
  readonly by: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("approvals").description("show what waits for a person's yes, and answer it"),
  )
    .option("--approve <ids...>", "say yes to these", more, [])
    .option("--deny <ids...>", "say no to these", more, [])
    .option("--all", "say yes to everything that waits now")
    .option("--project <name>", "only this project")
    .option("--by <name>", "who says so, for the record", userName())
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

const more = (value: string, before: string[]): string[] => [...before, ...listOption(value)];

async function run(options: Options): Promise<void> {
  if (options.all === true && options.approve.length + options.deny.length > 0) {
    throw new CliError(EXIT.usage, {
      what: "--all goes with neither --approve nor --deny",
      why: "it says yes to everything that waits",
      next: "npm run -s adf -- approvals --all",
    });
  }
  const address = readAddress(options);
  const projects = await projectsOf(address, options.project, "approvals");
  const waiting = await readApprovals(address, projects);
  const asked = options.all
    ? askAll(projects, waiting)
    : askNamed(projects, waiting, options.approve, options.deny);
  const answers = await send(address, asked, options.by);
  if (answers.some((a) => a.refused.length > 0)) process.exitCode = EXIT.no;
  if (options.json) {
    const approvals = answers.length === 0 ? waiting : await readApprovals(address, projects);
    printJson({ approvals, answers });
  } else {
    for (const line of answers.length === 0 ? describeApprovals(waiting) : describeAnswers(answers))
      print(line);
  }
}
