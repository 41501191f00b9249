/** `adf promote`: the record of a project first, then the one line that trusts it further, then the command that deploys it. */

import { basename, dirname } from "node:path";
import { type Command, Option } from "commander";
import type { Mode } from "../../contract/config.ts";
import type { ProjectView } from "../../contract/state.ts";
import { deployCommand, startCommand } from "../../core/setup/deploy.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, readAddress, readState } from "../factory-address.ts";
import { withMode } from "../mode/change-mode.ts";
import { readRecord } from "../mode/record.ts";
import { describeRecord } from "../mode/show-record.ts";
import { note, print, printJson } from "../output.ts";
import { diffText } from "../setup/diff.ts";
import { readIfThere, writeFiles } from "../setup/disk.ts";

const HELP = `
A project begins in "observe" (decides everything, writes nothing), goes on in "approve" (asks a person for each write) and
ends in "auto". Without --to only the record is shown; without --apply nothing is written.

Examples:
  $ adf promote tides
  $ adf promote tides --to approve
  $ adf promote tides --to approve --apply
  $ adf promote --project tides --to auto --config factories/tides.toml --apply
  $ ADF_ADMIN_TOKEN=… adf promote tides --to auto --url https://ai-dark-factory.example.workers.dev

JSON: {"project","mode","to","record":{"since_ms","observed","approvals","ended"},"config","diff","written","next"}
  each list of the record holds {"what","count","examples"}; to, config and diff are null without --to.
Exit status: 0 shown or written, 2 wrong options or a file that cannot be edited, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly to?: Mode;
  readonly config: string;
  readonly apply?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program
      .command("promote")
      .description("show what a project did or would have done, and trust it further"),
  )
    .argument("[project]", "the project; may be left out when there is only one")
    .option("--project <name>", "the same as the argument")
    .addOption(new Option("--to <mode>", "the mode to go on in").choices(["approve", "auto"]))
    .option("--config <file>", "the configuration to change", "orchestrator.toml")
    .option("--apply", "write the change; without it, it is only shown")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(argument: string | undefined, options: Options): Promise<void> {
  const address = readAddress(options);
  const project = only((await readState(address)).projects, argument ?? options.project);
  const record = await readRecord(address, project.name);
  const { to } = options;
  if (!options.json) for (const line of describeRecord(record, project)) print(line);
  const change =
    to === undefined ? null : planned(options.config, project.name, to, options.url === undefined);
  const write = change !== null && options.apply === true && change.diff !== "";
  if (change !== null && write)
    writeFiles(dirname(change.file), [{ path: basename(change.file), text: change.after, follow: true }]);
  const next = nextStep(project, options, change, write);
  if (options.json) {
    const { since_ms, observed, approvals, ended } = record;
    printJson({
      project: project.name,
      mode: project.mode,
      to: to ?? null,
      record: { since_ms, observed, approvals, ended },
      config: change?.file ?? null,
      diff: change?.diff ?? null,
      written: write,
      next,
    });
    return;
  }
  if (change !== null) print(change.diff === "" ? `${change.file} says "${to}" already.` : change.diff);
  if (write) print(`Written: ${change?.file}`);
  note(`next: ${next}`);
}

function only(projects: readonly ProjectView[], name: string | undefined): ProjectView {
  const [first, more] = projects;
  const found =
    name === undefined ? (more === undefined ? first : undefined) : projects.find((p) => p.name === name);
  if (found !== undefined) return found;
  throw new CliError(EXIT.usage, {
    what: name === undefined ? "which project?" : `there is no project "${name}"`,
    why: `this factory has ${projects.map((p) => p.name).join(", ")}`,
    next: `npm run -s adf -- promote ${first?.name ?? ""}`,
  });
}

interface Change {
  readonly file: string;
  readonly after: string;
  readonly diff: string;
}

function planned(file: string, project: string, to: Mode, local: boolean): Change {
  const refused = (why: string, next: string) =>
    new CliError(EXIT.usage, { what: `${file} cannot be changed`, why, next });
  const before = readIfThere(file);
  if (before === null)
    throw refused(
      "it is not there",
      local
        ? `a factory of \`npm start\` has no such file: npm start -- --mode ${to}`
        : "name the file with --config",
    );
  const after = withMode(before, project, to);
  if (!after.ok) throw refused(after.error, `npm run -s adf -- check ${shellWord(file)}`);
  return {
    file,
    after: after.value,
    diff: after.value === before ? "" : diffText(file, before, after.value),
  };
}

function nextStep(project: ProjectView, options: Options, change: Change | null, write: boolean): string {
  const named = [
    project.name,
    ...(options.config === "orchestrator.toml" ? [] : ["--config", shellWord(options.config)]),
    ...(options.url === undefined ? [] : ["--url", shellWord(options.url)]),
    ...(options.url !== undefined || options.state === ".adf" ? [] : ["--state", shellWord(options.state)]),
  ].join(" ");
  if (change === null) {
    const further = project.mode === "observe" ? "approve" : "auto";
    return project.mode === "auto"
      ? `${project.name} acts on its own already`
      : `npm run -s adf -- promote ${named} --to ${further}`;
  }
  if (change.diff !== "" && !write) return `npm run -s adf -- promote ${named} --to ${options.to} --apply`;
  if (options.url !== undefined) return deployCommand(shellWord(change.file));
  return `Ctrl-C, and again: ${startCommand(shellWord(change.file))}   (where it is deployed: ${deployCommand(shellWord(change.file))})`;
}
