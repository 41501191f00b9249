/** `adf notify`: whether notifiers reach a person, and another try of what could not be delivered. */
import type { Command } from "commander";
import * as z from "zod";
import { NotifierAnswers } from "../../contract/notice.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, ask, projectsOf, readAddress } from "../factory-address.ts";
import { colors, print, printJson } from "../output.ts";

const TEST_HELP = `
The Worker sends one message to each [[notifiers]] of its configuration, and says what came back. Nothing is stored.

Examples:
  $ adf notify test
  $ adf notify test --notifier phone

JSON: {"answers":[{"notifier","kind","host","delivered","why"}]}
Exit status: 0 each was taken, 1 one was not, 2 wrong options or no notifier, 3 the factory does not answer, 4 it refused.`;

const AGAIN_HELP = `
A notice that its notifier refuses, or that could not be delivered for a day, is given up and shown by adf status.
Once the cause is mended, this lets each be tried for another day.

Examples:
  $ adf notify again
  $ adf notify again --project tides --json

JSON: {"again":[{"project","again"}]}
Exit status: 0 done, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface TestOptions extends AddressOptions {
  readonly notifier?: string;
  readonly json?: true;
}

interface AgainOptions extends AddressOptions {
  readonly project?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  const notify = program
    .command("notify")
    .description("whether notifiers reach you, and another try of what they could not deliver")
    .addHelpText("after", "\nExamples:\n  $ adf notify test\n  $ adf notify again");
  addressOptions(notify.command("test").description("send one message to each notifier, now"))
    .option("--notifier <name>", "only this one")
    .option("--json", "print one JSON document")
    .addHelpText("after", TEST_HELP)
    .action(test);
  addressOptions(notify.command("again").description("try what was given up once more"))
    .option("--project <name>", "only this project")
    .option("--json", "print one JSON document")
    .addHelpText("after", AGAIN_HELP)
    .action(again);
}

async function test({ notifier, json, ...where }: TestOptions): Promise<void> {
  const body = notifier === undefined ? {} : { notifier };
  const { answers } = NotifierAnswers.parse(await ask(readAddress(where), "/notifiers/test", "POST", body));
  if (answers.length === 0) {
    throw new CliError(EXIT.usage, {
      what: "there is no notifier",
      why: "the configuration of this factory has no [[notifiers]]",
      next: "docs/notifiers.md shows one of each kind; then: npm run -s adf -- deploy",
    });
  }
  if (answers.some((a) => !a.delivered)) process.exitCode = EXIT.no;
  if (json) return printJson({ answers });
  for (const { notifier: name, kind, host, delivered, why } of answers)
    print(
      `${delivered ? colors.green("taken  ") : colors.red("refused")} ${name} (${kind}, ${host})${delivered ? "" : `: ${why}`}`,
    );
}

const Again = z.strictObject({ again: z.int() });

async function again({ project, json, ...where }: AgainOptions): Promise<void> {
  const address = readAddress(where);
  const tried: { project: string; again: number }[] = [];
  for (const name of await projectsOf(address, project, "notify again")) {
    const path = `/projects/${encodeURIComponent(name)}/notices/again`;
    tried.push({ project: name, ...Again.parse(await ask(address, path, "POST")) });
  }
  if (json) return printJson({ again: tried });
  for (const { project: name, again: n } of tried)
    print(
      `${name}: ${n === 0 ? "nothing was given up" : `${n} are tried again; npm run -s adf -- status shows what comes of it`}`,
    );
}
