/** Says it to the factory and shows the answer of each project. */
import { ControlAnswers, type ControlRequest, type ControlTarget } from "../../contract/control.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Address, ask, projectsOf } from "../factory-address.ts";
import { print, printJson } from "../output.ts";

export async function say(address: Address, said: ControlRequest, json: boolean): Promise<void> {
  // A name that is none is said with those that are, as every command does; the Worker would only refuse it.
  if (said.project !== undefined)
    await projectsOf(address, said.project, `${said.verb}${wordsOf(said.target)}`);
  const { answers } = ControlAnswers.parse(await ask(address, "/control", "POST", said));
  if (answers.every((a) => a.refused !== null)) process.exitCode = EXIT.no;
  if (json) return printJson({ answers });
  for (const { project, done, refused } of answers)
    for (const line of refused === null ? done : [refused]) print(`${project}: ${line}`);
}

function wordsOf(target: ControlTarget): string {
  if (target.kind === "agent" || target.kind === "runner")
    return ` --${target.kind} ${shellWord(target.name)}`;
  if (target.kind === "issue") return ` ${target.number}`;
  return target.kind === "job" ? ` ${target.id}` : "";
}

/** A job belongs to one project, and an issue's number to each: the one that is meant must be clear. */
export function oneProject(names: readonly string[], wanted: string | undefined, what: string): string {
  if (wanted !== undefined) return wanted;
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new CliError(EXIT.usage, {
    what: `${what} of which project?`,
    why: `this factory has ${names.join(", ")}`,
    next: `npm run -s adf -- cancel ${what} --project ${only ?? ""}`,
  });
}
