/** The flags that pause, drain and resume share. */
import type { Command } from "commander";
import type { ControlVerb } from "../../contract/control.ts";
import { type AddressOptions, addressOptions, readAddress, readState } from "../factory-address.ts";
import { userName } from "../mode/by.ts";
import { say } from "./say.ts";
import { targetOf } from "./target.ts";

export interface ControlOptions extends AddressOptions {
  readonly project?: string;
  readonly agent?: string;
  readonly runner?: string;
  readonly why: string;
  readonly by: string;
  readonly json?: true;
}

export const CONTROL_ENDING = `

JSON: {"answers":[{"project","done":[sentence],"refused":sentence|null}]}
Exit status: 0 done, 1 nothing was done, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

export function controlCommand(program: Command, verb: string, summary: string, examples: string): Command {
  return saidBy(addressOptions(program.command(verb).description(summary)))
    .option("--project <name>", "only this project; everything without a flag")
    .option("--agent <name>", "this agent, in each project that has it or in --project")
    .option("--runner <name>", "this runner, by name or id")
    .addHelpText("after", `\nExamples:${examples}${CONTROL_ENDING}`);
}

export function saidBy(command: Command): Command {
  return command
    .option("--why <text>", "kept with it, and shown", "")
    .option("--by <name>", "who says so, for the record", userName())
    .option("--json", "print one JSON document");
}

export async function runControl(verb: ControlVerb, options: ControlOptions): Promise<void> {
  const address = readAddress(options);
  const { runners } = options.runner === undefined ? { runners: [] } : await readState(address);
  const target = targetOf(options, runners, verb);
  const { project, by, why, json } = options;
  await say(address, { verb, target, by, why, ...(project === undefined ? {} : { project }) }, json === true);
}
