/** Options of `adf start` that say something only beside another: alone, a start would go on as if nobody had given them. */
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

const OWN_FORGE = { other: "gitea", written: "--gitea", example: "--gitea https://git.example" };
const TO_AN_END = { other: "untilDone", written: "--until-done", example: "--until-done" };

const NEEDS = [
  { name: "tokens", ...OWN_FORGE, why: "the embedded forge makes its own tokens" },
  { name: "repo", ...OWN_FORGE, why: "the embedded forge has a sample project" },
  { name: "trust", ...OWN_FORGE, why: "the embedded forge has an owner, who is trusted" },
  { name: "timeout", ...TO_AN_END, why: "without that a start goes on until Ctrl-C" },
  { name: "json", ...TO_AN_END, why: "what is printed as JSON is how things stand at the end" },
] as const;

export function refuseAlone(command: Command): void {
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const alone = NEEDS.find(({ name, other }) => given(name) && !given(other));
  if (alone === undefined) return;
  throw new CliError(EXIT.usage, {
    what: `--${alone.name} says nothing without ${alone.written}`,
    why: alone.why,
    next: `npm start -- ${alone.example} …   (or leave --${alone.name} out)`,
  });
}
