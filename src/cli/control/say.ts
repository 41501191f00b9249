/** Says it to the factory and shows the answer of each project. */
import { ControlAnswers, type ControlRequest } from "../../contract/control.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Address, ask } from "../factory-address.ts";
import { print, printJson } from "../output.ts";

export async function say(address: Address, said: ControlRequest, json: boolean): Promise<void> {
  const { answers } = ControlAnswers.parse(await ask(address, "/control", "POST", said));
  if (answers.every((a) => a.refused !== null)) process.exitCode = EXIT.no;
  if (json) return printJson({ answers });
  for (const { project, done, refused } of answers)
    for (const line of refused === null ? done : [refused]) print(`${project}: ${line}`);
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
