/** What no option of any command may be. Looked at once for all, before a command begins. */
import type { Command, Option } from "commander";
import { RepoPath } from "../contract/names.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

export function refuseOptions(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== "cli") continue;
    const value: unknown = command.getOptionValue(name);
    if (isEmpty(value)) throw empty(option);
    // Setup says of all its answers at once what is wrong with them.
    if (option.flags.endsWith("<url>") && command.name() !== "setup" && !isAddress(value))
      throw noAddress(option, String(value));
    if (
      option.flags.endsWith("<owner/name>") &&
      command.name() !== "setup" &&
      !RepoPath.safeParse(value).success
    )
      throw noRepository(option, String(value));
  }
}

/** `--state "$S"` where S is not set: the folder would be this one, and the address none. */
const isEmpty = (value: unknown): boolean =>
  value === "" || (Array.isArray(value) && (value.length === 0 || value.includes("")));

const isAddress = (value: unknown): boolean =>
  typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

const called = ({ long, flags }: Option): string => long ?? flags;

const empty = (option: Option): CliError =>
  new CliError(EXIT.usage, {
    what: `${called(option)} is empty`,
    why: "nothing was given for it; a variable of the shell that is not set looks like that",
    next: `give it something, or leave ${called(option)} out`,
  });

const noAddress = (option: Option, value: string): CliError =>
  new CliError(EXIT.usage, {
    what: `${called(option)} ${value} is no address`,
    why: "an address begins with https://, or with http:// on this machine",
    next: `${called(option)} https://${value.replace(/^[^:]*:\/\//, "")}`,
  });

const noRepository = (option: Option, value: string): CliError =>
  new CliError(EXIT.usage, {
    what: `${called(option)} ${value} is no repository`,
    why: "a repository is written owner/name",
    next: `${called(option)} owner/${value.split("/").at(-1)}`,
  });
